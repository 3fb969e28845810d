/** One issuer: a port, the certified server behind it, and what the tests ask of it. */
import { createServer } from 'node:http';
import * as oidc from 'oidc-provider';
import { altered, person } from './accounts.mjs';
import { makeKey } from './keys.mjs';
import { dress } from './costume.mjs';
import { errorPage } from './page.mjs';
import { Store } from './store.mjs';

/** Characters that a careless client forgets to encode. */
const odd = (name, what) => `${name}+${what}:100%/=1`;

export class Issuer {
  store = new Store();
  #accounts = new Map(); // by subject, which is what the certified server knows
  #waiting = new Set();
  #serve;

  constructor(name, { brand, bases }) {
    this.name = name;
    this.brand = brand;
    this.bases = bases;
    this.clientId = odd(name, 'id');
    this.clientSecret = odd(name, 'secret');
    this.reset();
  }

  /** Be as new, except for the key. */
  reset() {
    this.answer = null; // null shows the login page
    this.coop = 'none';
    this.faults = {};
    this.seconds = 0;
    this.alterations = new Map();
    this.requests = [];
    this.store.clear();
    for (const go of this.#waiting) go();
  }

  /** Listen on a free port. */
  async open() {
    const server = createServer((req, res) => this.#receive(req, res));
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    this.origin = `http://127.0.0.1:${server.address().port}`;
    this.url = this.origin + this.brand.mount;
    await this.rotate();
  }

  /** Take a new key and forget the old one. */
  async rotate() {
    this.key = await makeKey(this.brand.alg);
    this.provider = this.#build();
    this.#serve = this.provider.callback();
  }

  #receive(req, res) {
    const { mount } = this.brand;
    req.originalUrl = req.url;
    if (mount && req.url.startsWith(`${mount}/`)) req.url = req.url.slice(mount.length);
    else if (mount && !req.url.startsWith('/avatar/')) req.url = '/nowhere';
    this.#serve(req, res);
  }

  /** Wait as long as the fault says, or until the client is gone or the test is over. */
  async pause(ctx) {
    await new Promise((done) => {
      const timer = setTimeout(done, this.seconds * 1000);
      const go = () => {
        clearTimeout(timer);
        this.#waiting.delete(go);
        done();
      };
      this.#waiting.add(go);
      ctx.res.once('close', go);
    });
  }

  /** Let an account in; gives its subject. */
  admit(account) {
    const subject = String(this.brand.subject(account));
    this.#accounts.set(subject, account);
    return subject;
  }

  /** Whose subject this is. */
  accountOf(subject) {
    return this.#accounts.get(subject);
  }

  /** What is known of an account here, with the test's alterations. */
  person(account) {
    const one = person(account, { url: this.origin, ...this.alterations.get(account) });
    return { ...one, subject: this.brand.subject(account) };
  }

  /** A profile with the test's alterations. */
  altered(account, profile) {
    return altered(profile, this.alterations.get(account) ?? {});
  }

  /** Refuse a profile call in the brand's words. */
  refusal(status) {
    return this.brand.refusal?.(status) ?? { status, body: { error: 'invalid_token' } };
  }

  #claims(sub) {
    if (!this.brand.isOpenid) return { sub };
    const account = this.accountOf(sub);
    return { ...this.altered(account, this.brand.profile(this.person(account))), sub };
  }

  #client() {
    return {
      client_id: this.clientId,
      client_secret: this.clientSecret,
      client_name: 'Rejoinder',
      redirect_uris: ['https://unused.example/callback'], // see redirectUriAllowed
      id_token_signed_response_alg: this.brand.alg,
      token_endpoint_auth_method: 'client_secret_basic', // costume.mjs is stricter
    };
  }

  #configuration() {
    const { brand } = this;
    const names = ['session', 'interaction', 'resume', 'state'];
    return {
      adapter: (kind) => this.store.adapter(kind),
      allowOmittingSingleRegisteredRedirectUri: false,
      claims: brand.claims,
      clockTolerance: 0, // what has expired has expired
      clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
      clients: [this.#client()],
      conformIdTokenClaims: !brand.claimsInIdToken,
      // Cookies are shared by all ports of a host, so each issuer has its own names.
      cookies: {
        keys: ['a key for tests'],
        names: Object.fromEntries(names.map((one) => [one, `${this.name}_${one}`])),
      },
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: { enabled: false },
        userinfo: { enabled: brand.isOpenid },
      },
      findAccount: (ctx, sub) => ({ accountId: sub, claims: () => this.#claims(sub) }),
      interactions: { url: (ctx, { uid }) => `${brand.mount}/sign-in/${uid}` },
      jwks: { keys: [this.key.jwk] },
      loadExistingGrant: (ctx) => this.#grant(ctx),
      pkce: { required: () => brand.needsPkce },
      renderError: (ctx, { error, error_description: description }) => {
        ctx.type = 'html';
        ctx.body = errorPage({ label: brand.label, error, description });
      },
      responseTypes: ['code'],
      routes: brand.routes,
      scopes: brand.scopes,
      ttl: {
        AccessToken: () =>
          this.faults.token === 'short-lived' ? 30 : brand.tokenSeconds,
        AuthorizationCode: brand.codeSeconds,
        Grant: 3600,
        IdToken: 3600,
        Interaction: 600,
        Session: 3600,
      },
    };
  }

  /** Whoever presses Continue consents to all that is asked. */
  async #grant(ctx) {
    const { client, requestParamOIDCScopes, session } = ctx.oidc;
    const { clientId } = client;
    const grant = new this.provider.Grant({ clientId, accountId: session.accountId });
    grant.addOIDCScope([...requestParamOIDCScopes].join(' '));
    await grant.save();
    return grant;
  }

  #build() {
    const provider = new oidc.Provider(this.url, this.#configuration());
    // The service's port is known late, so the test registers where it lives.
    provider.Client.prototype.redirectUriAllowed = (uri) => this.mayReturnTo(uri);
    provider.on('server_error', (ctx, error) => console.error(this.name, error));
    dress(provider, this);
    return provider;
  }

  /** Tell whether an address is below one that the tests registered. */
  mayReturnTo(uri) {
    return !uri.includes('#') && this.bases.some((base) => uri.startsWith(`${base}/`));
  }
}
