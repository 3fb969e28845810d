/** Pictures made by code: good ones, and ones that a careful reader refuses. */
import { crc32, deflateSync } from 'node:zlib';

const HEAVY = 8 * 1024 * 1024; // bytes
const ENORMOUS = 20_000; // pixels each way
const RESERVED = new Set(['enormous', 'heavy', 'page', 'drawing', 'moved', 'missing']);

/** A colour that follows from a name. */
function colour(name) {
  const sum = crc32(Buffer.from(name));
  return [sum & 0xff, (sum >> 8) & 0xff, (sum >> 16) & 0xff];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const made = Buffer.alloc(body.length + 8);
  made.writeUInt32BE(data.length, 0);
  body.copy(made, 4);
  made.writeUInt32BE(crc32(body), body.length + 4);
  return made;
}

function png({ side, bits, type, row, extra = [] }) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = bits;
  head[9] = type;
  const rows = Buffer.concat([Buffer.from([0]), row]);
  const pixels = deflateSync(Buffer.alloc(rows.length * side, rows), { level: 1 });
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    ...extra,
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A square of one colour. */
function square(name, side, extra) {
  const row = Buffer.alloc(side * 3, Buffer.from(colour(name)));
  return png({ side, bits: 8, type: 2, row, extra });
}

function segment(marker, bytes) {
  const length = bytes.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...bytes];
}

/**
 * A grey square as a baseline JPEG. All blocks are flat: the first says its difference
 * from grey in seven bits, the others say that nothing changes.
 */
function jpeg(name, side) {
  const blocks = Math.ceil(side / 8) ** 2;
  const shade = 64 + (colour(name)[0] & 0x3f); // seven bits, the highest set
  const stream = `10${shade.toString(2)}0${'00'.repeat(blocks - 1)}`;
  const padded = stream.padEnd(Math.ceil(stream.length / 8) * 8, '1');
  const oneCode = [1, ...Array(15).fill(0), 0]; // "0": nothing more in this block
  const twoCodes = [1, 1, ...Array(14).fill(0), 0, 7]; // "0": no bits, "10": seven
  return Buffer.from([
    0xff, 0xd8,
    ...segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...Array(64).fill(8)]),
    ...segment(0xc0, [8, side >> 8, side & 0xff, side >> 8, side & 0xff, 1, 1, 0x11, 0]),
    ...segment(0xc4, [0x00, ...twoCodes]),
    ...segment(0xc4, [0x10, ...oneCode]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...padded.match(/.{8}/g).map((bits) => Number.parseInt(bits, 2)),
    0xff, 0xd9,
  ]);
}

let enormous; // made once, when first asked for

function special(name) {
  switch (name) {
    case 'enormous': {
      const row = Buffer.alloc(ENORMOUS / 8);
      enormous ??= png({ side: ENORMOUS, bits: 1, type: 0, row });
      return ['image/png', enormous];
    }
    case 'heavy':
      return ['image/png', square(name, 64, [chunk('teSt', Buffer.alloc(HEAVY))])];
    case 'page':
      return ['image/png', Buffer.from('<!doctype html><script>alert(1)</script>')];
    default: {
      const script = '<script>alert(1)</script><circle r="9"/>';
      const drawing = `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`;
      return ['image/svg+xml', Buffer.from(drawing)];
    }
  }
}

/** Answer /avatar/FILE: alice.png, alice.jpg, alice_normal.png, or a special one. */
export function serveAvatar(ctx, file) {
  const [, name, size, ending] = /^([^.]*?)(_normal|_400x400)?\.(\w+)$/.exec(file) ?? [];
  if (!name || name === 'missing') return;
  if (name === 'moved') {
    ctx.redirect('/avatar/alice.png');
    return;
  }
  const side = { _normal: 48, _400x400: 400 }[size] ?? 64;
  const ordinary = () =>
    ending === 'jpg' ? ['image/jpeg', jpeg(name, side)] : ['image/png', square(name, side)];
  [ctx.type, ctx.body] = RESERVED.has(name) ? special(name) : ordinary();
}
