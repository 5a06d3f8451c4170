// Search of a site without a server: see webui/site/searching.py for the files it reads.
"use strict";
(() => {
  const MOST = 50;
  const WORD = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]|(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])[\p{L}\p{N}])+\*?/gu;
  const waiting = new Map();
  const known = new Map();
  const form = document.getElementById("search");
  const field = document.getElementById("words");
  const status = document.getElementById("found");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  let turn = 0;

  window.pif = (name, said) => {
    const settle = waiting.get(name);
    if (settle) settle.done(said);
  };

  // Scripts, not fetch: a page that was opened from disk may load nothing else.
  const load = (name) => {
    if (!known.has(name)) {
      known.set(name, new Promise((done, failed) => {
        waiting.set(name, { done });
        const script = document.createElement("script");
        script.src = `search/${name}.js`;
        script.onerror = () => {
          known.delete(name);
          failed(new Error(name));
        };
        document.head.append(script);
      }));
    }
    return known.get(name);
  };

  const wordsOf = (text) => {
    const plain = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").normalize("NFC");
    return [...new Set(plain.match(WORD) || [])];
  };

  const numbersOf = (packed) => {
    let before = -1;
    return packed.split(" ").map((step) => (before += parseInt(step, 36)));
  };

  const nameOf = (start) => [...start].map((c) => c.codePointAt(0).toString(16)).join("-");

  const holding = async (about, word) => {
    const begins = word.endsWith("*");
    const plain = begins ? word.slice(0, -1) : word;
    const start = [...plain].slice(0, 2).join("");
    const name = nameOf(start);
    const names = begins && [...plain].length < 2
      ? about.words.filter((each) => each === name || each.startsWith(`${name}-`))
      : about.words.filter((each) => each === name);
    const found = new Set();
    for (const each of names) {
      const words = await load(`words-${each}`);
      for (const [known, packed] of Object.entries(words)) {
        if (begins ? known.startsWith(plain) : known === plain) {
          for (const number of numbersOf(packed)) found.add(number);
        }
      }
    }
    return found;
  };

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  const line = ([href, id, study, who, text]) => {
    const item = element("li");
    const words = element("p", text, "said");
    words.dir = "auto";
    const below = element("p", "", "small");
    const link = element("a");
    link.href = href;
    link.append(element("bdi", id));
    below.append(element("bdi", who || "Unknown speaker"), " · ", element("bdi", study), " · ", link);
    item.append(words, below);
    return item;
  };

  const show = async (about, numbers, from, mine) => {
    const made = [];
    for (const number of numbers.slice(from, from + MOST)) {
      const page = await load(`quotes-${Math.floor(number / about.each)}`);
      made.push(line(page[number % about.each]));
    }
    if (mine !== turn) return;
    list.append(...made);
    if (from && made.length) {
      made[0].tabIndex = -1;
      made[0].focus();
    }
    const left = numbers.length - from - made.length;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(MOST, left)} more of ${left.toLocaleString("en")}`;
    more.onclick = () => show(about, numbers, from + MOST, mine);
  };

  const search = async () => {
    const mine = ++turn;
    const words = wordsOf(field.value);
    list.replaceChildren();
    more.hidden = true;
    if (!words.length) {
      status.textContent = "";
      return;
    }
    status.textContent = "Searching";
    try {
      const about = await load("about");
      let found = null;
      for (const word of words) {
        const held = await holding(about, word);
        found = found === null ? held : new Set([...found].filter((n) => held.has(n)));
      }
      if (mine !== turn) return;
      const numbers = [...found].sort((a, b) => a - b);
      const n = numbers.length;
      status.textContent = n
        ? `${n.toLocaleString("en")} ${n === 1 ? "quote has" : "quotes have"} ${words.length === 1 ? "this word" : "all of these words"}.`
        : `No quote has ${words.length === 1 ? "this word" : "all of these words"}. An asterisk finds beginnings: mentor*`;
      await show(about, numbers, 0, mine);
    } catch {
      if (mine === turn) status.textContent = "A part of the search could not be loaded. Try again, or read the list of quotes.";
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    location.hash = field.value.trim() ? `text=${encodeURIComponent(field.value.trim())}` : "";
    search();
  });
  const asked = () => {
    const said = location.hash.startsWith("#text=") ? location.hash.slice(6) : "";
    let words = "";
    try {
      words = decodeURIComponent(said);
    } catch {
      words = said;
    }
    if (words && words !== field.value.trim()) {
      field.value = words;
      search();
    }
  };
  window.addEventListener("hashchange", asked);
  form.hidden = false;
  asked();
})();
