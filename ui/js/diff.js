// The smallest single change between two texts.

function isLow(code) {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** {from, to, insert} that turns `before` into `after`, or null when they are equal. Never cuts a surrogate pair. */
export function change(before, after) {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before.charCodeAt(from) === after.charCodeAt(from)) from += 1;
  if (from > 0 && (isLow(before.charCodeAt(from)) || isLow(after.charCodeAt(from)))) from -= 1;
  let tail = 0;
  while (
    tail < most - from &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail += 1;
  }
  if (tail > 0 && isLow(before.charCodeAt(before.length - tail))) tail -= 1;
  return { from, to: before.length - tail, insert: after.slice(from, after.length - tail) };
}
