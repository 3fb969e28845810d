/** The shapes that pass between the modules: what the API answers, and what the modules hand each other. */

export interface Author {
  name: string | null;
  url: string | null;
  avatar: string | null;
  provider: string | null;
  handle: string | null;
  role: string | null;
  verified: boolean;
}

export interface Comment {
  id: string;
  parent_id: string | null;
  depth: number;
  author: Author | null;
  html: string;
  created_at: string;
  edited_at: string | null;
  deleted: boolean;
  pinned: boolean;
  status?: string;
  reply_count: number;
  replies_next: string | null;
  permalink: string | null;
  body?: string;
  edit_token?: string;
}

export interface Page {
  thread: { key: string; url: string | null; title: string | null; count: number; open: boolean };
  comments: Comment[];
  next: string | null;
}

/** A way to log in. */
export interface Provider {
  id: string;
  label: string;
}

/** Whom a login stands for. */
export interface Account {
  name: string;
  url: string | null;
  avatar: string | null;
  handle: string | null;
  provider: string;
  provider_label: string;
  role: string;
}

/** What a login's code, or a refresh handle, is changed into. */
export interface Granted {
  access_token: string;
  expires_in: number;
  /** Null where there is no next token. */
  refresh_token: string | null;
  account: Account;
}

/** What a moderator can do to a comment. */
export type Verb = "approve" | "reject" | "spam" | "delete" | "pin" | "unpin";

/** A comment that waits, as moderators see it. */
export interface Queued {
  id: string;
  author: Author;
  author_counts: Record<string, number>;
  parent: { author: string; excerpt: string; deleted: boolean } | null;
  html: string;
  reasons: { code: string; evidence: string }[];
  reports: { reason: string; note: string }[];
  created_at: string;
  edited_at: string | null;
}

/** A thread as who moderates it there sees it. */
export interface WaitingThread {
  key: string;
  open: boolean;
  waiting: number;
  comments: Queued[];
}

export interface Site {
  slug: string;
  name: string;
  guests_allowed: boolean;
  providers: Provider[];
  required_fields: string[];
  limits: { body: number; name: number; email: number; url: number; depth: number; edit_window: number };
  sorts: string[];
  mail: boolean;
}

export interface Problem {
  status: number;
  title?: string;
  detail?: string;
  code?: string;
  errors?: { field: string; code: string; message: string }[];
}

/** Which thread of the site: its key, or the URL of its page. The server alone makes one of the other. */
export interface ThreadId {
  thread?: string;
  url?: string;
}

type Messages = typeof import("./messages/en.js").default;
type WritingMessages = typeof import("./messages/en-writing.js").default;
type ReportMessages = typeof import("./messages/en-report.js").default;
type SigninMessages = typeof import("./messages/en-signin.js").default;
type ModerateMessages = typeof import("./messages/en-moderate.js").default;

export interface Translate {
  (key: keyof Messages | keyof WritingMessages | keyof SigninMessages | keyof ReportMessages | keyof ModerateMessages, values?: Record<string, string | number>): string;
  /** Adds the messages of a chunk that came later. */
  learn(more: WritingMessages | SigninMessages | ReportMessages | ModerateMessages): void;
}

/** What the entry hands to the thread's chunk. */
export interface Mount {
  host: HTMLElement;
  root: ShadowRoot;
  base: string;
  site: string;
  id: ThreadId;
  sort: string;
  first: Promise<Response>;
  about: Promise<Response>;
  /** The answer of a login that this tab went away for. */
  landed: import("./landing.js").Answer | null;
  /** Fetches a chunk. */
  load: (file: string, integrity: string) => Promise<any>;
  /** Fetches the chunk of those who write. */
  writing: () => Promise<typeof import("./writing.js")>;
  signal: AbortSignal;
}

declare global {
  const THREAD_FILE: string;
  const THREAD_INTEGRITY: string;
  const WRITING_FILE: string;
  const WRITING_INTEGRITY: string;
  const REPORT_FILE: string;
  const REPORT_INTEGRITY: string;
  const SIGNIN_FILE: string;
  const SIGNIN_INTEGRITY: string;
  const MODERATE_FILE: string;
  const MODERATE_INTEGRITY: string;
}

/** What all parts of one thread on the page share. */
export interface Scene {
  host: HTMLElement;
  /** The service's address, with a slash at its end. */
  base: string;
  landed: Mount["landed"];
  load: Mount["load"];
  api: import("./api.js").Api;
  /** The thread on the screen. */
  view: import("./thread.js").Thread;
  /** There once the writing chunk is. */
  writes: import("./api-writing.js").Writes;
  store: import("./store.js").Store;
  t: Translate;
  clock: ReturnType<typeof import("./time.js").clock>;
  site: Site;
  thread: Page["thread"];
  id: ThreadId;
  signal: AbortSignal;
  /** The writing chunk, prepared for this thread. */
  writing: Mount["writing"];
  /** The buttons on what is the reader's own, null for somebody else's; there once the writing chunk is. */
  mine?: ((comment: Comment) => HTMLElement[] | null) | undefined;
  /** The comments that this reader has reported; there once the writing chunk is. */
  reported: Set<string>;
  /** The sign-in chunk, prepared for this thread; there once the writing chunk is. */
  signin: () => Promise<typeof import("./signin.js")>;
  /** There once the sign-in chunk is. */
  session?: import("./session.js").Session;
  /** A moderator's way in; there once the sign-in chunk is. */
  mandate?: import("./mandate.js").Mandate;
  /** Both are there once the writing chunk is. */
  Connecting: typeof import("./connecting.js").Connecting;
  Note: typeof import("./note.js").Note;
  accountPanel: (account: Account, change: () => void) => HTMLElement;
  /** The level of the thread's own heading; the form's is one below. */
  level: number;
  /** Announces a text politely. */
  say(text: string): void;
  /** Tells the page. */
  fire(name: "ready" | "posted" | "deleted" | "reported" | "error" | "count" | "signin" | "signout", detail: object): void;
  /** Reports an error, and returns what to tell the reader. */
  explain(error: unknown, reading?: boolean): string;
}
