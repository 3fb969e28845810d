/** The tests' own door: a small JSON server that changes and asks the issuers. */
import { createServer } from 'node:http';
import { FAULTS } from './faults.mjs';

const COOP = ['none', 'same-origin', 'same-origin-allow-popups', 'redirect'];

class Refused extends Error {}

function known(value, { among, what }) {
  if (!among?.includes(value)) throw new Refused(`There is no ${what} ${value}.`);
}

function setFaults(issuer, { faults, seconds = 60 }) {
  for (const [place, fault] of Object.entries(faults)) {
    if (fault !== null) known(fault, { among: FAULTS[place], what: `${place} fault` });
    issuer.faults[place] = fault;
  }
  issuer.seconds = seconds;
}

/** What can be done to one issuer. */
const ACTIONS = {
  answer: (issuer, { answer }) => {
    issuer.answer = answer;
  },
  alter: (issuer, { account, ...alteration }) => {
    issuer.alterations.set(account, alteration);
  },
  coop: (issuer, { coop }) => {
    known(coop, { among: COOP, what: 'COOP' });
    issuer.coop = coop;
  },
  fault: setFaults,
  rotate: (issuer) => issuer.rotate(),
  age: (issuer, { seconds }) => issuer.store.age(seconds),
  requests: (issuer) => issuer.requests,
};

/** What can be done to all. */
function actionsOnAll({ issuers, bases }) {
  const first = [...bases];
  return {
    reset: () => {
      bases.splice(0, bases.length, ...first);
      for (const issuer of issuers.values()) issuer.reset();
    },
    'callback-base': ({ base }) => {
      bases.push(base);
    },
    faults: () => FAULTS,
  };
}

/** Do what POST /ACTION or POST /ISSUER/ACTION says. */
async function obey(req, { issuers, onAll }) {
  const parts = [];
  for await (const part of req) parts.push(part);
  const order = JSON.parse(Buffer.concat(parts).toString() || '{}');
  const [name, action] = req.url.slice(1).split('/');
  if (action === undefined) {
    known(name, { among: Object.keys(onAll), what: 'action' });
    return onAll[name](order);
  }
  known(name, { among: [...issuers.keys()], what: 'issuer' });
  known(action, { among: Object.keys(ACTIONS), what: 'action' });
  return ACTIONS[action](issuers.get(name), order);
}

/** Open the door; gives its address. */
export async function openControl({ issuers, bases }) {
  const onAll = actionsOnAll({ issuers, bases });
  const server = createServer(async (req, res) => {
    let [status, answer] = [200, null];
    try {
      answer = (await obey(req, { issuers, onAll })) ?? null;
    } catch (error) {
      [status, answer] = [error instanceof Refused ? 400 : 500, { error: `${error}` }];
    }
    res.writeHead(status, { 'Content-Type': 'application/json' });
    res.end(JSON.stringify(answer));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${server.address().port}`;
}
