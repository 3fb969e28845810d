/** The service's own address, read from the address this script came from. */

/** @param {string} script */
export const serviceBase = (script) => script.replace(/embed(\/embed\.\w+)?\.js(\?.*)?$/, "");

export const BASE = serviceBase(import.meta.url);

/** @param {string} site */
export const siteUrl = (site) => `${BASE}api/v1/sites/${encodeURIComponent(site)}`;

/** @type {RequestInit} */
export const PLAIN = { credentials: "omit" };
