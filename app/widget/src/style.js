/** The style sheets: each made once, and shared by every thread of the page. */
import box from "./styles/box.css";
import comments from "./styles/comments.css";
import frame from "./styles/frame.css";

/** @param {string} text */
export function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

export const reading = sheet(frame + box + comments);
