// A handle on an editor whose code is loaded when the first one is made. Calls made before that are kept.

/**
 * Puts an editor into `host`.
 * `options`: {label, readOnly}. `events`: {change(text), cursor(offset), undo(), redo()}; all offsets are UTF-16.
 */
export function editor_create(host, text, options, events) {
  const handle = { text, view: null, queue: [], closed: false };
  import("./editor.js").then(
    ({ create }) => {
      if (handle.closed) return;
      handle.view = create(host, handle.text, options, events);
      for (const call of handle.queue) call(handle.view);
      handle.queue = [];
      host.dataset.ready = "true";
    },
    (error) => {
      host.dataset.ready = "failed";
      events.failed?.(String(error?.message ?? error));
    },
  );
  return handle;
}

function later(handle, call) {
  if (handle.view) call(handle.view);
  else if (!handle.closed) handle.queue.push(call);
}

/** Makes the editor show `text` by the smallest change, so that cursor and scroll stay. Reports nothing. */
export function editor_set_text(handle, text) {
  if (handle.view) handle.view.setText(text);
  else handle.text = text;
}

/** Marks problems: [{from, to, severity: "error" | "warning" | "info", message}]. */
export function editor_set_problems(handle, problems) {
  later(handle, (view) => view.setProblems(problems));
}

/** Marks the lines of what is selected elsewhere: [[from, to], …]. */
export function editor_set_marked(handle, ranges) {
  later(handle, (view) => view.setMarked(ranges));
}

/** Scrolls to a range and selects it; with `focus` the keyboard goes there too. */
export function editor_reveal(handle, from, to, focus) {
  later(handle, (view) => view.reveal(from, to, focus));
}

/** Moves the keyboard into the editor. */
export function editor_focus(handle) {
  later(handle, (view) => view.focus());
}

/** Moves to the next problem after the cursor. */
export function editor_next_problem(handle) {
  later(handle, (view) => view.nextProblem());
}

/** Takes the editor away. */
export function editor_close(handle) {
  handle.closed = true;
  handle.queue = [];
  handle.view?.destroy();
  handle.view = null;
}
