/**
 * What makes the certified server look and fail like a brand: layers around it, each
 * for one thing, from the outside in.
 */
import { serveAvatar } from './avatars.mjs';
import {
  refuseProfile,
  spoilCallback,
  spoilDiscovery,
  spoilProfile,
  spoilToken,
} from './faults.mjs';
import { loginPage } from './page.mjs';

const WELL_KNOWN = '/.well-known/openid-configuration';
const ACCOUNT = /^[a-z0-9-]{1,40}$/;

/** Note the request, before anything can stop it. */
const noted = (issuer) => async (ctx, next) => {
  const [path] = ctx.req.originalUrl.split('?');
  const [scheme = ''] = ctx.get('authorization').split(' ');
  const entry = {
    method: ctx.method,
    path,
    query: { ...ctx.query },
    authorization: scheme,
    parameters: {},
  };
  issuer.requests.push(entry);
  await next();
  Object.assign(entry.parameters, ctx.oidc?.body);
};

/** Say with whom these pages share a window. */
const isolated = (issuer) => async (ctx, next) => {
  await next();
  const isRedirect = ctx.status >= 300 && ctx.status < 400;
  if (issuer.coop === 'redirect' && isRedirect) {
    ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
  } else if (issuer.coop.startsWith('same-origin')) {
    ctx.set('Cross-Origin-Opener-Policy', issuer.coop);
  }
};

/** Ask who it is at every sign-in: nobody is remembered. */
const forgetful = (issuer) => (ctx, next) => {
  const kept = ctx
    .get('cookie')
    .split(/;\s*/)
    .filter((one) => !one.startsWith(`${issuer.name}_session`));
  ctx.req.headers.cookie = kept.join('; ');
  return next();
};

const pictures = () => async (ctx, next) => {
  const [, file] = /^\/avatar\/([\w.-]+)$/.exec(ctx.path) ?? [];
  if (file) serveAvatar(ctx, file);
  else await next();
};

async function formOf(ctx) {
  const parts = [];
  for await (const part of ctx.req) parts.push(part);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
}

/** What the person says: by the form, or by the test beforehand; null asks. */
async function decision(ctx, { answer }) {
  if (ctx.method !== 'POST') return answer;
  const { account, answer: button } = await formOf(ctx);
  if (button === 'deny') return { deny: true };
  return ACCOUNT.test(account) ? { account } : null;
}

/** The login page and its answer, or the answer at once if the test gave one. */
const signIn = (issuer) => async (ctx, next) => {
  if (!ctx.path.startsWith('/sign-in/')) return next();
  const { brand, provider } = issuer;
  const said = await decision(ctx, issuer);
  if (!said) {
    const action = brand.mount + ctx.path;
    ctx.type = 'html';
    ctx.body = loginPage({ label: brand.label, action, client: 'Rejoinder' });
    return undefined;
  }
  const result = said.deny
    ? { error: 'access_denied', error_description: 'The user said no.' }
    : { login: { accountId: issuer.admit(said.account) } };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  ctx.status = 303;
  return undefined;
};

/** The way back to the client: who says what in it. */
const wayBack = (issuer) => async (ctx, next) => {
  const { brand } = issuer;
  if (brand.ask && ctx.path === brand.routes.authorization) {
    ctx.query = brand.ask(ctx.query);
  }
  await next();
  const place = ctx.response.get('Location');
  if (!place || !issuer.mayReturnTo(place)) return;
  const back = new URL(place);
  if (!brand.promisesIss) back.searchParams.delete('iss');
  if (back.searchParams.get('error') === 'access_denied') {
    for (const [key, value] of Object.entries(brand.denial ?? {})) {
      back.searchParams.set(key, value);
    }
  }
  spoilCallback(back.searchParams, issuer);
  ctx.set('Location', back.href);
};

const discovery = (issuer) => async (ctx, next) => {
  await next();
  if (ctx.path !== WELL_KNOWN || !issuer.brand.isOpenid) return;
  const { auth, promisesIss } = issuer.brand;
  if (auth === 'post') {
    ctx.body.token_endpoint_auth_methods_supported = ['client_secret_post'];
  }
  if (!promisesIss) delete ctx.body.authorization_response_iss_parameter_supported;
  await spoilDiscovery(ctx, issuer);
};

/** Tell whether the client proved itself in the way that this brand knows. */
function provedRightly(ctx, { auth }) {
  const isBasic = ctx.get('authorization') !== '';
  return auth === 'either' || isBasic === (auth === 'basic');
}

const token = (issuer) => async (ctx, next) => {
  const { brand } = issuer;
  if (ctx.path !== brand.routes.token || ctx.method !== 'POST') return next();
  if (provedRightly(ctx, brand)) await next();
  else Object.assign(ctx, { status: 401, body: { error: 'invalid_client' } });
  if (brand.token) {
    const { status, body } = brand.token({ status: ctx.status, body: ctx.body });
    Object.assign(ctx, { status, body });
  }
  if (ctx.body.access_token) await spoilToken(ctx, issuer);
  if (brand.answersForms && !ctx.get('accept').includes('json') && !ctx.type.includes('html')) {
    ctx.body = new URLSearchParams(JSON.parse(JSON.stringify(ctx.body))).toString();
    ctx.type = 'application/x-www-form-urlencoded';
  }
  return undefined;
};

/** The brand's own profile call; an OpenID issuer's is the certified server's. */
async function answerProfile(ctx, issuer) {
  const { brand, provider } = issuer;
  const [, bearer] = /^(?:Bearer|token) (\S+)$/i.exec(ctx.get('authorization')) ?? [];
  const given = bearer ?? (brand.auth === 'post' ? ctx.query.access_token : undefined);
  const found = given && (await provider.AccessToken.find(given));
  if (!found) return issuer.refusal(401);
  const account = issuer.accountOf(found.accountId);
  const { status = 200, body } = brand.paths[ctx.path](issuer.person(account), {
    scopes: found.scopes,
    query: ctx.query,
    token: given,
    secret: issuer.clientSecret,
    agent: ctx.get('user-agent'),
  });
  if (status !== 200 || Array.isArray(body)) return { status, body };
  const change = (document) => issuer.altered(account, document);
  return { status, body: body.data ? { data: change(body.data) } : change(body) };
}

const profile = (issuer) => async (ctx, next) => {
  const { brand } = issuer;
  const isOwn = ctx.path in (brand.paths ?? {});
  if (!isOwn && ctx.path !== brand.routes.userinfo) return next();
  const refusal = refuseProfile(issuer);
  if (refusal) Object.assign(ctx, refusal);
  else if (isOwn) Object.assign(ctx, await answerProfile(ctx, issuer));
  else await next();
  if (ctx.status === 200) await spoilProfile(ctx, issuer);
  return undefined;
};

/** Put all layers on. */
export function dress(provider, issuer) {
  const layers = [
    noted,
    isolated,
    pictures,
    forgetful,
    signIn,
    wayBack,
    discovery,
    token,
    profile,
  ];
  for (const layer of layers) provider.use(layer(issuer));
}
