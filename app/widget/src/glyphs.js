/** A small drawing for each well-known provider; others get their first letter. */

/** On a ground of 24 by 24, drawn with a pen two wide. @type {Record<string, string>} */
const STROKES = {
  wordpress: "M12 2.5a9.5 9.5 0 1 0 .01 0zM6 8.5l3.3 8.5L12 9.5l2.7 7.5L18 8.5",
  x: "M5 5l14 14M19 5L5 19",
  facebook: "M16.5 4.5H15a4 4 0 0 0-4 4V20M7.5 12h8",
  google: "M12.5 12H20a8 8 0 1 1-2.5-5.8",
  github: "M5 4l3.8 2.3a10 10 0 0 1 6.4 0L19 4q1 2.6.3 4.6a6 6 0 0 1 1.2 3.7c0 4.7-3.7 6.7-8.5 6.7s-8.5-2-8.5-6.7A6 6 0 0 1 4.7 8.6Q4 6.6 5 4zM9 12.5v1.5M15 12.5V14",
};

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {{ id: string, label: string }} provider
 * @returns {Node}
 */
export function glyph({ id, label }) {
  const strokes = Object.hasOwn(STROKES, id) && STROKES[id];
  if (!strokes) return document.createTextNode([...label][0]?.toLocaleUpperCase() ?? "");
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [name, value] of [["viewBox", "0 0 24 24"], ["class", "glyph"], ["aria-hidden", "true"]]) svg.setAttribute(name ?? "", value ?? "");
  path.setAttribute("d", strokes);
  svg.append(path);
  return svg;
}
