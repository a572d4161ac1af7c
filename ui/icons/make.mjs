// Draws icons/sprite.svg from lucide-static (ISC, see LICENSE-lucide.txt): `node make.mjs <folder of lucide-static>`.
import { readFileSync, writeFileSync } from "node:fs";
const from = process.argv[2];
const here = new URL(".", import.meta.url);
const names = readFileSync(new URL("names.txt", here), "utf8").split("\n").filter(Boolean);
const symbols = names.map((name) => {
  const svg = readFileSync(`${from}/icons/${name}.svg`, "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  const inner = shapes.split("\n").map((line) => line.trim().replace(" />", "/>")).join("");
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${inner}</symbol>`;
});
writeFileSync(new URL("sprite.svg", here), symbols.join("\n") + "\n");
