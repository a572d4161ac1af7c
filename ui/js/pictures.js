// Pictures as grey pixels, for reading QR codes: from files, drops, the clipboard and a camera.

import { pick } from "./files.js";

/** Wider or higher pictures are made smaller first: codes on screens are still read, hostile sizes are not drawn. */
const LONGEST_SIDE = 1600;
/** Larger files are no pictures of a code. */
const MOST_BYTES = 20 * 1024 * 1024;

function grey(source, width, height) {
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const [w, h] = [Math.max(1, Math.round(width * shrink)), Math.max(1, Math.round(height * shrink))];
  const canvas = document.createElement("canvas");
  canvas.width = w;
  canvas.height = h;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff";
  context.fillRect(0, 0, w, h);
  context.drawImage(source, 0, 0, w, h);
  const { data } = context.getImageData(0, 0, w, h);
  const pixels = new Uint8Array(w * h);
  for (let at = 0; at < pixels.length; at += 1) {
    pixels[at] = (data[4 * at] * 77 + data[4 * at + 1] * 150 + data[4 * at + 2] * 29) >> 8;
  }
  return { width: w, height: h, pixels };
}

async function read(file) {
  if (file.size > MOST_BYTES) throw new Error(`${file.name} is larger than 20 MiB`);
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error("This is not a picture");
  }
  try {
    return grey(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** Lets the person pick a picture. Resolves to {width, height, pixels}, or to null when nothing was picked. */
export function picture_pick() {
  return pick("image/*", read);
}

/** The first picture of a drop or of something pasted, or null. */
export async function picture_of(event) {
  const transfer = event.dataTransfer ?? event.clipboardData;
  const file = [...(transfer?.files ?? [])].find((f) => f.type.startsWith("image/"));
  return file ? read(file) : null;
}

/** Whether this page may have a camera. */
export function camera_possible() {
  return typeof navigator.mediaDevices?.getUserMedia === "function";
}

/** Shows the camera in `host` and gives frames to `seen` until that says true. Returns a function that ends it. */
export async function camera_start(host, seen) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "environment", width: { ideal: 1280 } },
  });
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  host.replaceChildren(video);
  await video.play();
  let ended = false;
  const end = () => {
    ended = true;
    for (const track of stream.getTracks()) track.stop();
    video.remove();
  };
  const look = () => {
    if (ended) return;
    const found = video.videoWidth > 0 && seen(grey(video, video.videoWidth, video.videoHeight));
    if (found) end();
    else setTimeout(look, 150);
  };
  look();
  return end;
}
