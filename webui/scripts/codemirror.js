// The parts of CodeMirror that the editor of queries (webui/static/editor.js) is put together from.
export { autocompletion, closeCompletion, completionKeymap } from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
export {
  StreamLanguage, bracketMatching, indentOnInput, syntaxHighlighting, syntaxTree,
} from "@codemirror/language";
export { sparql } from "@codemirror/legacy-modes/mode/sparql";
export { EditorState, Prec } from "@codemirror/state";
export { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
export { tagHighlighter, tags } from "@lezer/highlight";
