/** Issuers that speak OpenID Connect: what differs is where, and what they tell. */
import { number } from '../accounts.mjs';

const PROFILE = ['name', 'nickname', 'preferred_username', 'picture', 'profile'];

const openid = {
  isOpenid: true,
  alg: 'RS256',
  auth: 'either',
  needsPkce: false,
  promisesIss: true,
  claimsInIdToken: false,
  mount: '',
  scopes: ['openid', 'profile', 'email'],
  claims: { openid: ['sub'], profile: PROFILE, email: ['email', 'email_verified'] },
  codeSeconds: 60,
  tokenSeconds: 3600,
  idField: 'sub',
};

/** The same person has the same subject at `oidc` and `oidc2`: only the issuer differs. */
const subject = (account) => number(`selfhosted:${account}`, 6);

const selfHostedClaims = (one) => ({
  name: one.name,
  nickname: one.account,
  preferred_username: one.account,
  picture: one.avatar,
  profile: one.page,
  email: one.email,
  email_verified: true,
});

export const oidc = {
  ...openid,
  label: 'Self-hosted',
  routes: {
    authorization: '/oauth/authorize',
    token: '/oauth/token',
    userinfo: '/oauth/userinfo',
    jwks: '/oauth/discovery/keys',
  },
  subject,
  profile: selfHostedClaims,
};

/** Its address has a path, its key is another kind, and it wants everything strictly. */
export const oidc2 = {
  ...openid,
  label: 'Second',
  alg: 'ES256',
  auth: 'post',
  needsPkce: true,
  mount: '/realms/two',
  routes: {
    authorization: '/protocol/openid-connect/auth',
    token: '/protocol/openid-connect/token',
    userinfo: '/protocol/openid-connect/userinfo',
    jwks: '/protocol/openid-connect/certs',
  },
  subject,
  profile: selfHostedClaims,
};

export const google = {
  ...openid,
  label: 'Google',
  claimsInIdToken: true,
  routes: {
    authorization: '/o/oauth2/v2/auth',
    token: '/token',
    userinfo: '/v1/userinfo',
    jwks: '/oauth2/v3/certs',
  },
  subject: (account) => number(`google:${account}`, 21),
  profile: (one) => ({
    name: one.name,
    picture: one.avatar,
    email: one.email,
    email_verified: true,
  }),
};

export const wordpress = {
  ...openid,
  label: 'WordPress.com',
  promisesIss: false,
  tokenSeconds: 14 * 24 * 3600,
  routes: {
    authorization: '/oauth2-1/authorize',
    token: '/oauth2-1/token',
    userinfo: '/oauth2-1/userinfo',
    jwks: '/.well-known/jwks.json',
  },
  subject: (account) => number(`wordpress:${account}`, 8),
  profile: (one) => ({
    name: one.name,
    preferred_username: one.account,
    picture: one.avatar,
    email: one.email,
    email_verified: true,
  }),
};
