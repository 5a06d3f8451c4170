// What a script adds to pages that are whole without one: what is there to be copied gets a button;
// what can be narrowed in place (data-hx-boost) brings the scripts for that when it is reached for.
(() => {
  const { narrow, htmx } = document.currentScript.dataset;
  const spoken = Object.assign(document.createElement("p"), { className: "off" });
  spoken.setAttribute("role", "status");
  let shown = location.pathname + location.search;

  // htmx within our content security policy, and without keeping what studies say.
  function load() {
    const bounds = Object.assign(document.createElement("meta"), { name: "htmx-config" });
    bounds.content = JSON.stringify({
      allowEval: false,
      allowScriptTags: false,
      defaultSettleDelay: 0,
      historyCacheSize: 0,
      historyEnabled: false,
      includeIndicatorStyles: false,
      responseHandling: [{ code: ".*", swap: true }],
      scrollIntoViewOnBoost: false,
    });
    document.head.append(bounds);
    for (const src of [narrow, htmx]) {
      document.head.append(Object.assign(document.createElement("script"), { src, async: false }));
    }
  }

  const ways = ["pointerover", "pointerdown", "focusin"];
  function reach({ target }) {
    if (!target.closest?.("[data-hx-boost]")) return;
    for (const way of ways) document.removeEventListener(way, reach);
    if (document.readyState === "complete") load();
    else addEventListener("load", load);
  }

  async function copy(source, button) {
    try {
      await navigator.clipboard.writeText(source.href ?? source.textContent.trim());
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = "Marked: copy it with your keyboard";
    }
    spoken.textContent = button.textContent;
    setTimeout(() => { button.textContent = source.dataset.copy; }, 4000);
  }

  function dress() {
    for (const source of document.querySelectorAll("[data-copy]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "second copy";
      button.textContent = source.dataset.copy;
      button.addEventListener("click", () => copy(source, button));
      source.closest("p").after(button);
    }
  }

  dress();
  document.body.append(spoken);
  for (const way of ways) document.addEventListener(way, reach, { passive: true });
  document.addEventListener("htmx:afterSettle", () => {
    shown = location.pathname + location.search;
    dress();
  });
  // Back and Forward to what was narrowed in place: the page is asked for again.
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) location.reload();
  });
})();
