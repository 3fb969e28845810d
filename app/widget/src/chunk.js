/** The first chunk: the thread, and what the writing chunk takes from here instead of carrying it again. */
export { ApiError } from "./api.js";
export { button, fill, freshId, h } from "./dom.js";
export { Field } from "./field.js";
export { complain } from "./list.js";
export { show } from "./sanitize.js";
export { sheet } from "./style.js";
export { mount } from "./thread.js";
