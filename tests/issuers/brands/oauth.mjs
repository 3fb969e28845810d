/**
 * Brands with plain OAuth 2 and a profile call of their own: their paths, their words,
 * their errors. Codes, secrets and PKCE stay the certified server's business.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { number } from '../accounts.mjs';

const plain = {
  isOpenid: false,
  alg: 'ES256',
  needsPkce: false,
  promisesIss: false,
  mount: '',
  claims: { openid: ['sub'] },
  idField: 'id',
};

const X_TITLES = { 401: 'Unauthorized', 403: 'Forbidden', 429: 'Too Many Requests' };

/** A refusal in the words of X. */
const xRefusal = (status) => {
  const title = X_TITLES[status] ?? 'Service Unavailable';
  return { status, body: { title, detail: title, type: 'about:blank', status } };
};

export const x = {
  ...plain,
  label: 'X',
  auth: 'basic',
  needsPkce: true,
  routes: { authorization: '/i/oauth2/authorize', token: '/2/oauth2/token' },
  scopes: ['users.read', 'tweet.read', 'users.email'],
  codeSeconds: 30,
  tokenSeconds: 7200,
  subject: (account) => number(`x:${account}`, 19),
  refusal: xRefusal,
  paths: {
    '/2/users/me': (one, { scopes, query }) => {
      if (!scopes.has('users.read') || !scopes.has('tweet.read')) return xRefusal(403);
      const known = {
        profile_image_url: one.avatar.replace(/\.(\w+)$/, '_normal.$1'),
        url: one.page,
        ...(scopes.has('users.email') && { confirmed_email: one.email }),
      };
      const asked = String(query['user.fields'] ?? '').split(',');
      const extra = Object.entries(known).filter(([field]) => asked.includes(field));
      const basic = { id: one.subject, name: one.name, username: one.account };
      return { body: { data: { ...basic, ...Object.fromEntries(extra) } } };
    },
  },
  token: ({ status, body }) => ({ status, body: { ...body, token_type: 'bearer' } }),
};

/** A refusal in the words of the Graph API. */
const graph = (status, { message, type = 'OAuthException', code }) => ({
  status,
  body: { error: { message, type, code, fbtrace_id: 'AbCdEf' } },
});

const GRAPH = {
  401: graph(400, { message: 'Invalid OAuth access token.', code: 190 }),
  403: graph(403, { message: '(#200) Permissions error', code: 200 }),
  429: graph(400, { message: '(#4) Application request limit reached', code: 4 }),
  500: graph(500, { message: 'An unknown error has occurred.', code: 1 }),
};

const PROOF = graph(400, {
  message: 'Invalid appsecret_proof provided in the API argument',
  type: 'GraphMethodException',
  code: 100,
});

/** Tell whether the proof of the secret is the one that goes with the token. */
function isProof(proof, { token, secret }) {
  const expected = createHmac('sha256', secret).update(token).digest('hex');
  const given = Buffer.from(String(proof ?? ''));
  return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
}

/** The size that `picture.width(200).height(200)` asks for. */
function picture(field, url) {
  const side = Number(/width\((\d+)\)/.exec(field)?.[1] ?? 50);
  return { data: { height: side, is_silhouette: false, url, width: side } };
}

export const facebook = {
  ...plain,
  label: 'Facebook',
  auth: 'post',
  routes: { authorization: '/v26.0/dialog/oauth', token: '/v26.0/oauth/access_token' },
  scopes: ['public_profile', 'email'],
  codeSeconds: 600,
  tokenSeconds: 60 * 24 * 3600,
  subject: (account) => number(`facebook:${account}`, 17), // of this app only
  refusal: (status) => GRAPH[status],
  paths: {
    '/v26.0/me': (one, { scopes, query, token, secret }) => {
      if (!isProof(query.appsecret_proof, { token, secret })) return PROOF;
      const body = { id: one.subject };
      for (const field of String(query.fields ?? 'id,name').split(',')) {
        if (field === 'name') body.name = one.name;
        if (field === 'email' && scopes.has('email')) body.email = one.email;
        if (/^picture\b/.test(field)) body.picture = picture(field, `${one.avatar}?ext=1`);
      }
      return { body };
    },
  },
  // Scopes come with commas.
  ask: (query) => ({ ...query, scope: query.scope?.replaceAll(',', ' ') }),
  token: ({ status, body }) =>
    status === 200
      ? { status, body: { ...body, token_type: 'bearer', scope: undefined } }
      : graph(400, { message: body.error_description ?? body.error, code: 100 }),
  denial: { error_code: '200', error_reason: 'user_denied' },
};

const GITHUB_ERRORS = {
  invalid_client: 'incorrect_client_credentials',
  invalid_grant: 'bad_verification_code',
};

const GITHUB_MESSAGES = {
  401: 'Bad credentials',
  403: 'Forbidden',
  429: 'You have exceeded a secondary rate limit.',
  500: 'Server Error',
};

const githubRefusal = (status, message = GITHUB_MESSAGES[status]) => ({
  status,
  body: { message, documentation_url: 'https://docs.example/rest', status: `${status}` },
});

/** Refuse programs that do not say who they are. */
const named = (answer) => (one, request) =>
  request.agent
    ? answer(one, request)
    : githubRefusal(403, 'Request forbidden by administrative rules.');

export const github = {
  ...plain,
  label: 'GitHub',
  auth: 'post',
  routes: {
    authorization: '/login/oauth/authorize',
    token: '/login/oauth/access_token',
  },
  scopes: ['read:user', 'user:email'],
  codeSeconds: 600,
  tokenSeconds: 365 * 24 * 3600,
  subject: (account) => Number(number(`github:${account}`, 8)),
  refusal: (status) => githubRefusal(status),
  paths: {
    '/user': named((one) => ({
      body: {
        login: one.account,
        id: one.subject,
        avatar_url: one.avatar,
        html_url: one.page,
        type: 'User',
        name: one.name,
        email: null,
      },
    })),
    '/user/emails': named((one, { scopes }) =>
      scopes.has('user:email')
        ? { body: [{ email: one.email, primary: true, verified: true }] }
        : githubRefusal(404, 'Not Found'),
    ),
  },
  // Every error is a success, as far as HTTP can tell.
  token: ({ body }) =>
    body.error
      ? {
          status: 200,
          body: { ...body, error: GITHUB_ERRORS[body.error] ?? body.error },
        }
      : {
          status: 200,
          body: {
            ...body,
            token_type: 'bearer',
            scope: body.scope?.replaceAll(' ', ','),
            expires_in: body.expires_in < 3600 ? body.expires_in : undefined,
          },
        },
  answersForms: true, // unless asked for JSON
  denial: { error_description: 'The user has denied your application access.' },
};
