// The field for a query as an editor: words in colours, and proposals out of our own vocabulary.
// It stands in a shadow root, for CodeMirror makes styles and our policy lets none into the page.
(() => {
  const { EditorState, EditorView, Prec } = codemirror;
  const field = document.getElementById("query");
  const { form } = field;
  const [label] = field.labels;
  const hint = document.getElementById("keys");
  const from = document.currentScript.dataset;
  const known = { prefixes: {}, words: [] };

  const KEYWORDS = `ASK BASE BIND CONSTRUCT DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH GROUP HAVING
    LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT UNION VALUES WHERE ASC AVG BY
    BOUND COALESCE CONCAT CONTAINS COUNT DATATYPE DESC GROUP_CONCAT IF IN LANG LANGMATCHES LCASE MAX
    MIN REGEX REPLACE SAMPLE STR STRAFTER STRBEFORE STRENDS STRLEN STRSTARTS SUBSTR SUM UCASE UNDEF
    `.trim().split(/\s+/).map((word) => ({ label: word, type: "keyword", boost: 1 }));

  // In a comment, a string or an address nothing is proposed.
  function isText(state, place) {
    const { name } = codemirror.syntaxTree(state).resolveInner(place, -1);
    return /comment|string/.test(name) || /<[^>\s]*$/.test(state.sliceDoc(Math.max(0, place - 200), place));
  }

  function propose(context) {
    const word = context.matchBefore(/[?$]?[\w-]*:?[\w.-]*/);
    const nothing = word.from === word.to;
    if ((nothing && !context.explicit) || isText(context.state, context.pos)) return null;
    const text = context.state.doc.toString();
    if (/^[?$]/.test(word.text)) {
      const others = text.slice(0, word.from) + text.slice(word.to);
      const names = new Set(others.match(/[?$]\w+/g));
      return { from: word.from, options: [...names].map((name) => ({ label: name, type: "variable" })) };
    }
    const prefixes = Object.keys(known.prefixes).map((name) => ({ label: `${name}:`, type: "prefix" }));
    const options = word.text.includes(":") ? known.words : [...KEYWORDS, ...prefixes, ...known.words];
    return { from: word.from, options, validFor: /^[\w-]*:?[\w.-]*$/ };
  }

  // Whoever writes a known prefix that is not declared yet gets its line at the beginning.
  const declaring = EditorState.transactionFilter.of((change) => {
    if (!change.isUserEvent("input.type") && !change.isUserEvent("input.complete")) return change;
    const { newDoc } = change;
    const text = newDoc.toString();
    const missing = new Set();
    change.changes.iterChanges((_from, _to, begin, end, inserted) => {
      if (!inserted.toString().includes(":") || isText(change.startState, _from)) return;
      const written = newDoc.sliceString(newDoc.lineAt(begin).from, end);
      const [, declares, name] = /(PREFIX\s+)?(?<![\w<:.-])([A-Za-z][\w-]*):[\w.-]*$/i.exec(written) ?? [];
      if (declares || !Object.hasOwn(known.prefixes, name ?? "")) return;
      if (!new RegExp(`\\bPREFIX\\s+${name}:`, "i").test(text)) missing.add(name);
    });
    if (!missing.size) return change;
    const declared = [...text.matchAll(/^[ \t]*(?:PREFIX|BASE)\b.*\n/gim)].pop();
    const insert = [...missing].map((name) => `PREFIX ${name}: <${known.prefixes[name]}>\n`).join("");
    const at = declared ? declared.index + declared[0].length : 0;
    return [change, { changes: { from: at, insert }, sequential: true }];
  });

  const { tags } = codemirror;
  const colours = codemirror.tagHighlighter([
    { tag: tags.keyword, class: "keyword" },
    { tag: tags.standard(tags.variableName), class: "keyword" },
    { tag: tags.local(tags.variableName), class: "variable" },
    { tag: tags.atom, class: "name" },
    { tag: tags.string, class: "string" },
    { tag: tags.meta, class: "string" },
    { tag: tags.comment, class: "comment" },
  ]);

  // Where typing takes the place of several lines, Chromium would write styles into the page.
  const replacing = EditorView.domEventHandlers({
    beforeinput(event, view) {
      const { main } = view.state.selection;
      if (event.inputType !== "insertText" || !event.data || main.empty || view.composing) return false;
      event.preventDefault();
      view.dispatch(view.state.replaceSelection(event.data), {
        scrollIntoView: true,
        userEvent: "input.type",
      });
      return true;
    },
  });

  // A closing bracket goes back to where its block begins.
  const language = {
    ...codemirror.sparql,
    languageData: { ...codemirror.sparql.languageData, indentOnInput: /^\s*[}\])]$/ },
  };

  function run() {
    form.requestSubmit();
    return true;
  }

  // Tab is the reader's: it leads on, also from where words are proposed.
  function leave(view) {
    codemirror.closeCompletion(view);
    return false;
  }

  function edit(shadow, parent) {
    const { autocompletion, completionKeymap } = codemirror;
    return new EditorView({
      doc: field.value,
      parent,
      root: shadow,
      extensions: [
        Prec.highest(codemirror.keymap.of([
          { key: "Mod-Enter", run },
          { key: "Tab", run: leave, shift: leave },
        ])),
        codemirror.keymap.of([
          ...completionKeymap, ...codemirror.historyKeymap, ...codemirror.defaultKeymap,
        ]),
        codemirror.history(),
        codemirror.lineNumbers(),
        codemirror.highlightSpecialChars(),
        codemirror.bracketMatching(),
        codemirror.StreamLanguage.define(language),
        codemirror.indentOnInput(),
        codemirror.syntaxHighlighting(colours),
        autocompletion({ override: [propose], icons: false, maxRenderedOptions: 50 }),
        declaring,
        replacing,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": label.textContent,
          "aria-describedby": "keys",
          spellcheck: "false",
        }),
      ],
    });
  }

  function begin() {
    const host = document.createElement("div");
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet" });
    const parent = Object.assign(document.createElement("div"), { className: "editor" });
    const keys = Object.assign(document.createElement("p"), { id: "keys" });
    keys.textContent = hint.textContent;
    sheet.href = from.style;
    shadow.append(sheet, parent);
    host.hidden = true;
    field.after(host);
    sheet.addEventListener("load", () => {
      const view = edit(shadow, parent);
      parent.append(keys);
      host.hidden = false;
      field.hidden = true;
      field.required = false;
      label.addEventListener("click", () => view.focus());
      form.addEventListener("submit", (event) => {
        field.value = view.state.doc.toString();
        if (field.value.trim()) return;
        event.preventDefault();
        view.focus();
      });
    });
  }

  begin();
  fetch(from.words).then((answer) => answer.json()).then((words) => Object.assign(known, words));
})();
