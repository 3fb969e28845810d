/**
 * What can go wrong at an issuer, by place and name. The certified server does its work
 * first wherever it can, so that only the named thing is wrong.
 */
import { claimsOf, keyed, makeKey, signed, unsigned } from './keys.mjs';

const OTHER = 'https://issuer.example';
const now = () => Math.floor(Date.now() / 1000);

/** Claims that are wrong and signed all right. */
const CLAIMS = {
  'wrong-iss': () => ({ iss: OTHER }),
  'aud-other': () => ({ aud: 'somebody-else' }),
  'aud-empty': () => ({ aud: [] }),
  'aud-other-azp-us': ({ aud }) => ({ aud: ['somebody-else'], azp: aud }),
  'no-nonce': () => ({ nonce: undefined }),
  'wrong-nonce': () => ({ nonce: 'of-another-sign-in' }),
  'expired-5min': () => ({ iat: now() - 3900, exp: now() - 300 }),
  'expired-30s': () => ({ iat: now() - 3630, exp: now() - 30 }),
  'iat-future': () => ({ iat: now() + 3600, exp: now() + 7200 }),
  'no-sub': () => ({ sub: undefined }),
  'empty-sub': () => ({ sub: '' }),
  'number-sub': () => ({ sub: 1 }),
};

/** Signatures that are wrong over claims that are right. */
const SIGNATURES = {
  'alg-none': (claims) => unsigned(claims),
  'hs256-secret': (claims, { key, clientSecret }) => keyed(claims, key, clientSecret),
  'hs256-public-key': (claims, { key }) =>
    keyed(claims, key, key.publicKey.export({ type: 'spki', format: 'pem' })),
  'unknown-kid': async (claims, { key }) => signed(claims, await makeKey(key.alg)),
  'wrong-signature': async (claims, { key }) =>
    signed(claims, await makeKey(key.alg), key.kid),
};

/** Put another ID token into the token endpoint's answer. */
async function forge(body, issuer) {
  const fault = issuer.faults.id_token;
  if (!fault || !body.id_token) return;
  const claims = claimsOf(body.id_token);
  body.id_token = SIGNATURES[fault]
    ? await SIGNATURES[fault](claims, issuer)
    : signed({ ...claims, ...CLAIMS[fault](claims) }, issuer.key);
}

/** This very address with another query; the redirect keeps what was asked. */
function again(ctx, query) {
  const [path] = ctx.req.originalUrl.split('?');
  ctx.redirect(`${path}?${new URLSearchParams({ ...ctx.query, ...query })}`);
}

const html = (ctx) => {
  ctx.status = 200;
  ctx.type = 'text/html';
  ctx.body = '<!doctype html><title>Please wait</title><p>Checking your browser.';
};

const failed = (ctx) => {
  ctx.status = 500;
  ctx.body = { error: 'server_error' };
};

const TOKEN = {
  500: failed,
  html,
  list: (ctx) => {
    ctx.body = [];
  },
  'no-id-token': (ctx) => delete ctx.body.id_token,
  'no-access-token': (ctx) => delete ctx.body.access_token,
  'short-lived': () => {}, // the server was told before it made the token
};

/** Spoil the token endpoint's answer, which is a success. */
export async function spoilToken(ctx, issuer) {
  await forge(ctx.body, issuer);
  TOKEN[issuer.faults.token]?.(ctx);
}

const DISCOVERY = {
  500: failed,
  'other-issuer': (ctx) => {
    ctx.body.issuer = OTHER;
  },
  'http-endpoint': (ctx) => {
    ctx.body.token_endpoint = 'http://issuer.example/token';
  },
  'extra-keys': (ctx) => {
    Object.assign(ctx.body, {
      scope: 'openid profile email offline_access admin',
      code_challenge_method: '',
      token_endpoint_auth_method: 'none',
    });
  },
  redirect: (ctx) => ctx.query.moved || again(ctx, { moved: 1 }),
  huge: (ctx) => {
    ctx.body.padding = 'x'.repeat(70_000);
  },
  slow: (ctx, issuer) => issuer.pause(ctx),
};

const LISTED = { 'alg-none': 'none', 'hs256-secret': 'HS256', 'hs256-public-key': 'HS256' };

/** Spoil the discovery document; what a forged token's header says, it promises too. */
export async function spoilDiscovery(ctx, issuer) {
  const alg = LISTED[issuer.faults.id_token];
  if (alg) ctx.body.id_token_signing_alg_values_supported.push(alg);
  await DISCOVERY[issuer.faults.discovery]?.(ctx, issuer);
}

/** The part of a profile that holds the fields; X wraps it. */
const inner = (body) => body.data ?? body;

const PROFILE = {
  html,
  empty: (ctx) => {
    ctx.body = {};
  },
  list: (ctx) => {
    ctx.body = [ctx.body];
  },
  'no-id': (ctx, { brand }) => delete inner(ctx.body)[brand.idField],
  'other-id': (ctx, { brand }) => {
    const fields = inner(ctx.body);
    const isNumber = typeof fields[brand.idField] === 'number';
    fields[brand.idField] = isNumber ? 1 : 'somebody-else';
  },
  huge: (ctx) => {
    inner(ctx.body).padding = 'x'.repeat(1024 * 1024);
  },
  slow: (ctx, issuer) => issuer.pause(ctx),
  'redirect-loop': (ctx) => again(ctx, { hop: Number(ctx.query.hop ?? 0) + 1 }),
};

const PROFILE_REFUSALS = ['401', '403', '429', '500'];

/** Refuse the profile call in the brand's words, if that is the fault. */
export function refuseProfile(issuer) {
  const fault = issuer.faults.profile;
  return PROFILE_REFUSALS.includes(fault) ? issuer.refusal(Number(fault)) : undefined;
}

/** Spoil the profile call's answer, which is a success. */
export async function spoilProfile(ctx, issuer) {
  await PROFILE[issuer.faults.profile]?.(ctx, issuer);
}

const CALLBACK = {
  'wrong-iss': (query) => query.set('iss', OTHER),
  'no-iss': (query) => query.delete('iss'),
};

/** Spoil the way back to the client; `query` is what it is about to be told. */
export function spoilCallback(query, issuer) {
  CALLBACK[issuer.faults.callback]?.(query);
}

/** Every fault there is, so that a misspelt one is refused. */
export const FAULTS = {
  profile: [...PROFILE_REFUSALS, ...Object.keys(PROFILE)],
  token: Object.keys(TOKEN),
  id_token: [...Object.keys(CLAIMS), ...Object.keys(SIGNATURES)],
  discovery: Object.keys(DISCOVERY),
  callback: Object.keys(CALLBACK),
};
