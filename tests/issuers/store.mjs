/**
 * What an issuer remembers, in memory: codes, tokens, grants, sign-ins under way.
 *
 * It outlives the server of oidc-provider around it, so that a rotation of keys loses
 * nothing, and it can be made older, so that nobody waits for a code to expire.
 */

/** Shared by all models of one issuer. */
export class Store {
  #items = new Map();

  /** Forget everything. */
  clear() {
    this.#items.clear();
  }

  /** Let so many seconds pass for what is stored. */
  age(seconds) {
    for (const item of this.#items.values()) {
      if (item.exp) item.exp -= seconds;
    }
  }

  /** The adapter that oidc-provider asks for, one per kind of thing. */
  adapter(kind) {
    const items = this.#items;
    const key = (id) => `${kind}:${id}`;
    return {
      async upsert(id, payload) {
        items.set(key(id), { ...payload });
      },
      async find(id) {
        return items.get(key(id));
      },
      async findByUid(uid) {
        return [...items.entries()].find(
          ([name, item]) => name.startsWith(`${kind}:`) && item.uid === uid,
        )?.[1];
      },
      async findByUserCode() {
        return undefined; // no device flow here
      },
      async consume(id) {
        items.get(key(id)).consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        items.delete(key(id));
      },
      async revokeByGrantId(grantId) {
        for (const [name, item] of items) {
          if (item.grantId === grantId) items.delete(name);
        }
      },
    };
  }
}
