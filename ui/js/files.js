// Text files in and out, the same in a browser and in the desktop window.

/** Saves `text` as a file called `name`. */
export function file_save(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download reads the blob after this turn; WebKit even later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Larger files are no SDL; they are refused before they are read. */
const MOST_BYTES = 512 * 1024;

async function read(file) {
  if (file.size > MOST_BYTES) throw new Error(`${file.name} is larger than 512 KiB`);
  const bytes = await file.arrayBuffer();
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${file.name} is not a text file`);
  }
  return { name: file.name, text };
}

/** Lets the person pick a text file. Resolves to {name, text}, or to null when nothing was picked. */
export function file_pick(accept) {
  return new Promise((resolve, reject) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = accept;
    input.hidden = true;
    document.body.append(input);
    input.addEventListener("change", () => {
      const file = input.files[0];
      input.remove();
      if (file) read(file).then(resolve, reject);
      else resolve(null);
    });
    input.addEventListener("cancel", () => {
      input.remove();
      resolve(null);
    });
    input.click();
  });
}

/** Reads the first file of a drop. Resolves to {name, text}, or to null when nothing readable was dropped. */
export function file_dropped(event) {
  const data = event.dataTransfer;
  const file = data?.files?.[0];
  if (file) return read(file);
  const text = data?.getData("text/plain");
  return Promise.resolve(text ? { name: "", text } : null);
}
