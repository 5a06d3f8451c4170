// A list that is narrowed in place, with htmx: what is read meanwhile, where the focus goes, what
// is told to those who listen, and the address. Brought by enhance.js.
(() => {
  const counting = 200;
  const still = 2000;
  let asked = null;

  function say(words) {
    document.querySelector("body > [role=status]").textContent = words;
  }

  function count(words) {
    document.querySelector("h1").textContent = words;
    say(words);
  }

  // What a link or a form is known by: its words without a number, and the group it stands in.
  function name(place) {
    const copy = (place.querySelector("button") ?? place).cloneNode(true);
    copy.querySelector(".n")?.remove();
    return copy.textContent.trim();
  }
  const heading = (group) => group?.querySelector(":scope > h3")?.textContent ?? "";
  const links = (group) => [...(group?.querySelectorAll("a, button") ?? [])];

  function ask({ detail: { elt, pathInfo } }) {
    asked?.timers.forEach(clearTimeout);
    const group = elt.closest("section");
    asked = {
      path: pathInfo.finalRequestPath,
      name: name(elt),
      group: heading(group),
      at: links(group).indexOf(elt),
      isMore: elt.matches(".pick a") && !elt.querySelector(".n"),
      isPager: Boolean(elt.closest(".pager")),
      isBeside: Boolean(elt.closest(".side")),
      isUnderWay: true,
      timers: [
        setTimeout(count, counting, "Counting…"),
        setTimeout(count, still, "Still counting; the page also works without waiting."),
      ],
    };
  }

  function leave() {
    location.assign(asked.path);
  }

  // Only a page of ours is put in place of a page of ours; anything else is gone to.
  function arrive(event) {
    asked.timers.forEach(clearTimeout);
    asked.isUnderWay = false;
    asked.scroll = scrollY;
    const page = new DOMParser().parseFromString(event.detail.serverResponse, "text/html");
    if (!page.querySelector("main#main h1")) {
      event.preventDefault();
      leave();
      return;
    }
    const told = "link[rel=canonical], link[rel=alternate]";
    for (const old of document.querySelectorAll(told)) old.remove();
    document.head.append(...page.querySelectorAll(told));
  }

  // The focus goes to the same link, else to its group, else to what the page says now.
  function settle() {
    const title = document.querySelector("h1");
    const groups = [...document.querySelectorAll("main section")];
    const group = groups.find((each) => asked.group && heading(each) === asked.group);
    const among = group ?? (asked.group ? null : document.querySelector("main"));
    const isOneColumn = matchMedia("(max-width: 56rem)").matches;
    let place = null;
    if (asked.isMore) {
      place = links(group)[asked.at];
    } else if (!asked.isPager && !(asked.isBeside && isOneColumn)) {
      place = links(among).find((each) => name(each) === asked.name);
      if (asked.isBeside) place ??= document.querySelector("#narrow h2");
    }
    place ??= title;
    if (place.matches("h1, h2")) place.tabIndex = -1;
    scrollTo(0, place === title ? 0 : asked.scroll);
    place.focus({ preventScroll: true });
    if (place !== title) place.scrollIntoView({ block: "nearest" });
    say(title.textContent);
  }

  document.addEventListener("htmx:beforeRequest", ask);
  document.addEventListener("htmx:beforeSwap", arrive);
  document.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    history.pushState(null, "", detail.history.path);
  });
  document.addEventListener("htmx:afterSettle", () => queueMicrotask(settle));
  document.addEventListener("htmx:sendError", leave);
  // Come back to while it was still counting.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && asked?.isUnderWay) location.reload();
  });
})();
