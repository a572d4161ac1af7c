// Text files in and out, the same in a browser and in the desktop window.

/** Saves `text` as a file called `name`. */
export function file_save(name, text, type) {
  save(name, new Blob([text], { type }));
}

/** Saves bytes, given in base64, as a file called `name`. */
export function file_save_bytes(name, base64) {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  save(name, new Blob([bytes], { type: "application/octet-stream" }));
}

function save(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download reads the blob after this turn; WebKit even later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Saves a file of the browser's own storage under its name. Resolves to whether it was there. Nothing of it is read:
 * the browser copies it.
 */
export async function file_save_kept(folder, name) {
  try {
    const root = await navigator.storage.getDirectory();
    const entry = await (await root.getDirectoryHandle(folder)).getFileHandle(name);
    save(name, await entry.getFile());
    return true;
  } catch {
    return false;
  }
}

/** Larger text files are none of ours; they are refused before they are read. */
const MOST_BYTES = 512 * 1024;
/** Backups hold drafts and history too. */
const MOST_BACKUP_BYTES = 64 * 1024 * 1024;

async function read_bytes(file) {
  if (file.size > MOST_BACKUP_BYTES) throw new Error(`${file.name} is larger than 64 MiB`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return { name: file.name, text: btoa(binary) };
}

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
  return pick(accept, read);
}

/** Lets the person pick any file. Resolves to {name, text} with its bytes in base64, or to null. */
export function file_pick_bytes(accept) {
  return pick(accept, read_bytes);
}

/** Lets the person pick a file of any size. Resolves to the file itself, unread, or to null. */
export function file_choose(accept) {
  return pick(accept, (file) => Promise.resolve(file));
}

/** Lets the person pick one file of the kinds in `accept` and resolves to what `read` makes of it, or to null. */
export function pick(accept, read) {
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
