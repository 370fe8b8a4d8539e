import { createHmac } from 'node:crypto';
import { createFeedCursors } from '../../../src/feed/feed.js';
import { asOwnerId } from '../../../src/model/ids.js';

/** The cursors of an instance whose vault has this key. */
function cursorsWithKey(key: string) {
  return createFeedCursors({
    fingerprint: (purpose, text) => createHmac('sha256', `${key}/${purpose}`).update(text).digest('base64url'),
  });
}

const cursors = cursorsWithKey('key');
const ada = asOwnerId('ada');
const bob = asOwnerId('bob');
const refused = expect.objectContaining({ code: 'BAD_USER_INPUT' }) as Error;

describe('a cursor', () => {
  it.each([1, 255, 2 ** 31, 2 ** 48 - 1])('stands for the sequence number %i on every instance', (seq) => {
    expect(cursorsWithKey('key').decode(ada, cursors.encode(ada, seq))).toBe(seq);
  });

  it('is refused from another owner', () => {
    expect(() => cursors.decode(bob, cursors.encode(ada, 7))).toThrow(refused);
  });

  it('is refused when it was created with another key', () => {
    expect(() => cursors.decode(ada, cursorsWithKey('other').encode(ada, 7))).toThrow(refused);
  });

  it('is refused when any one of its characters was changed', () => {
    const cursor = cursors.encode(ada, 123_456);
    for (let index = 0; index < cursor.length; index += 1) {
      const other = cursor[index] === 'A' ? 'B' : 'A';
      const altered = cursor.slice(0, index) + other + cursor.slice(index + 1);
      expect(() => cursors.decode(ada, altered)).toThrow(refused);
    }
  });

  it.each(['', '0', 'null', '%', '🙂', 'A'.repeat(31), 'A'.repeat(100_000)])(
    'is refused when it is not a cursor: %j',
    (text) => {
      expect(() => cursors.decode(ada, text)).toThrow(refused);
    },
  );

  it('is refused in another encoding of the same bytes', () => {
    const cursor = cursors.encode(ada, 7);
    expect(() => cursors.decode(ada, `${cursor}=`)).toThrow(refused);
    expect(() => cursors.decode(ada, `${cursor}\n`)).toThrow(refused);
    expect(() => cursors.decode(ada, ` ${cursor}`)).toThrow(refused);
  });

  it('is refused from another owner even if the owner ids run into the number', () => {
    const cursor = cursors.encode(asOwnerId('1:ada'), 1);
    expect(() => cursors.decode(asOwnerId('ada'), cursor)).toThrow(refused);
  });

  it('does not appear in the error message', () => {
    const secret = 'c2VjcmV0LWxvb2tpbmctdGV4dA';
    expect(() => cursors.decode(ada, secret)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) as string }) as Error,
    );
  });
});
