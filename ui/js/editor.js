// The YAML editor: CodeMirror in a shadow root, so that its sheets are adopted and a strict style policy holds.
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { nextDiagnostic, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, EditorSelection, EditorState, RangeSet, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration, EditorView, GutterMarker, MatchDecorator, ViewPlugin, drawSelection, dropCursor, gutterLineClass, highlightActiveLine,
  highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
import { classHighlighter, tagHighlighter, tags } from "@lezer/highlight";
import { change } from "./diff.js";
import { theme } from "./editor-theme.js";

/** Plain scalars, which the class highlighter has no class for. */
const plainScalars = tagHighlighter([{ tag: tags.content, class: "tok-string" }]);

/** A change that came from outside and is not reported back. */
const Outside = Annotation.define();

class LineClass extends GutterMarker {
  constructor(name) {
    super();
    this.elementClass = name;
  }
  eq(other) {
    return other.elementClass === this.elementClass;
  }
}

const numberMarks = { error: new LineClass("cm-number-error"), warning: new LineClass("cm-number-warning") };
const setNumbers = StateEffect.define();
const numbers = StateField.define({
  create: () => RangeSet.empty,
  update(value, tr) {
    let next = value.map(tr.changes);
    for (const effect of tr.effects) if (effect.is(setNumbers)) next = effect.value;
    return next;
  },
  provide: (field) => gutterLineClass.from(field),
});

const markedLine = Decoration.line({ class: "cm-marked" });
const setMarks = StateEffect.define();
const marks = StateField.define({
  create: () => Decoration.none,
  update(value, tr) {
    let next = value.map(tr.changes);
    for (const effect of tr.effects) if (effect.is(setMarks)) next = effect.value;
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Plain numbers as values: YAML's grammar doesn't tell them from words. */
const numberWords = new MatchDecorator({
  regexp: /(?<=[:,[-] )-?\d+(?:\.\d+)?(?=\s*(?:[,\]}]|#|$))/g,
  decoration: Decoration.mark({ class: "cm-num" }),
});
const numberColours = ViewPlugin.define(
  (view) => ({
    marks: numberWords.createDeco(view),
    update(update) {
      this.marks = numberWords.updateDeco(update, this.marks);
    },
  }),
  { decorations: (plugin) => plugin.marks },
);

function chevron(open) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("class", "cm-chevron");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", open ? "M3 4.5 6 7.5 9 4.5" : "M4.5 3 7.5 6 4.5 9");
  svg.append(path);
  const box = document.createElement("span");
  box.title = open ? "Fold" : "Unfold";
  box.append(svg);
  return box;
}

function lines(doc, ranges) {
  const starts = new Set();
  for (const [from, to] of ranges) {
    const first = doc.lineAt(Math.min(from, doc.length)).number;
    const last = doc.lineAt(Math.max(Math.min(to, doc.length), Math.min(from, doc.length))).number;
    for (let n = first; n <= last; n += 1) starts.add(doc.line(n).from);
  }
  return [...starts].sort((a, b) => a - b);
}

/** Makes the editor; see editor-handle.js for what it answers to. */
export function create(host, text, options, events) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const editable = !options.readOnly;
  const undoKeys = [
    { key: "Mod-z", run: () => (events.undo?.(), true), preventDefault: true },
    { key: "Mod-y", mac: "Mod-Shift-z", run: () => (events.redo?.(), true), preventDefault: true },
    { linux: "Ctrl-Shift-z", run: () => (events.redo?.(), true), preventDefault: true },
  ];
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), foldGutter({ markerDOM: chevron }), codeFolding({ placeholderText: "…" }),
        highlightSpecialChars(), drawSelection(), dropCursor(), indentOnInput(), bracketMatching(),
        highlightActiveLine(), highlightActiveLineGutter(), highlightSelectionMatches(),
        yaml(), syntaxHighlighting(classHighlighter), syntaxHighlighting(plainScalars), indentUnit.of("  "), EditorState.tabSize.of(2),
        search({ top: true }), numberColours, numbers, marks, theme,
        EditorView.lineWrapping,
        EditorState.readOnly.of(!editable),
        EditorView.editable.of(editable),
        EditorView.contentAttributes.of({ "aria-label": options.label, spellcheck: "false", autocorrect: "off", autocapitalize: "off", tabindex: "0" }),
        keymap.of([
          ...undoKeys,
          ...searchKeymap, ...foldKeymap, { key: "F8", run: nextDiagnostic },
          // The page owns Mod-Enter (deploy) everywhere.
          ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter"),
          ...(editable ? [indentWithTab] : []),
        ]),
        EditorView.updateListener.of((update) => {
          const outside = update.transactions.some((tr) => tr.annotation(Outside));
          if (update.docChanged && !outside) events.change?.(update.state.doc.toString());
          if (update.selectionSet && !outside && update.view.hasFocus) events.cursor?.(update.state.selection.main.head);
        }),
      ],
    }),
  });
  // Single letters are typing here, never shortcuts of the page.
  const keep = (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  };
  root.addEventListener("keydown", keep);

  return {
    setText(next) {
      const edit = change(view.state.doc.toString(), next);
      if (edit) view.dispatch({ changes: edit, annotations: Outside.of(true) });
    },
    setProblems(problems) {
      const length = view.state.doc.length;
      const clamp = (at) => Math.max(0, Math.min(at, length));
      const found = problems.map((p) => ({ from: clamp(p.from), to: Math.max(clamp(p.from), clamp(p.to)), severity: p.severity, message: p.message }));
      const worst = new Map();
      for (const p of found) {
        if (p.severity === "info") continue;
        const start = view.state.doc.lineAt(p.from).from;
        if (worst.get(start) !== "error") worst.set(start, p.severity);
      }
      const ranges = [...worst].sort((a, b) => a[0] - b[0]).map(([at, severity]) => numberMarks[severity].range(at));
      view.dispatch(setDiagnostics(view.state, found));
      view.dispatch({ effects: setNumbers.of(RangeSet.of(ranges)) });
    },
    setMarked(ranges) {
      const starts = lines(view.state.doc, ranges);
      view.dispatch({ effects: setMarks.of(Decoration.set(starts.map((at) => markedLine.range(at)))) });
    },
    reveal(from, to, focus) {
      const length = view.state.doc.length;
      const range = EditorSelection.range(Math.min(from, length), Math.min(to, length));
      view.dispatch({ selection: range, effects: EditorView.scrollIntoView(range, { y: "center" }), annotations: Outside.of(true) });
      if (focus) view.focus();
    },
    nextProblem() {
      view.focus();
      nextDiagnostic(view);
    },
    focus() {
      view.focus();
    },
    destroy() {
      root.removeEventListener("keydown", keep);
      view.destroy();
    },
  };
}
