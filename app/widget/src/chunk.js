/** The first chunk: the thread, and what the writing chunk takes from here instead of carrying it again. */
export { ApiError, answer } from "./api.js";
export { picture } from "./avatar.js";
export { Box } from "./box.js";
export { article, isHeld, nameOf } from "./comment.js";
export { button, fill, freshId, h } from "./dom.js";
export { Field } from "./field.js";
export { complain, light } from "./list.js";
export { show } from "./sanitize.js";
export { sheet } from "./style.js";
export { mount } from "./thread.js";
