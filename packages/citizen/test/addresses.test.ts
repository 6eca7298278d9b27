import { AddressBook } from '../src/addresses.js'
import { addressesFrom } from '../src/index.js'

describe('addressesFrom', () => {
  test('takes ws://host:port, without repeats, in the order given', () => {
    expect(addressesFrom(['ws://beta:4702', 'ws://127.0.0.1:4701/', ' WS://Beta:4702', 'wss://alpha:80'])).toEqual([
      'ws://beta:4702',
      'ws://127.0.0.1:4701',
      'wss://alpha:80',
    ])
  })

  test("keeps the scheme's own port and addresses of IPv6", () => {
    expect(addressesFrom(['ws://alpha:80', 'ws://[::1]:4701'])).toEqual(['ws://alpha:80', 'ws://[::1]:4701'])
  })

  test.each([
    ['', 'The address "" does not begin with ws://: write it as ws://host:port.'],
    ['alpha:4701', 'The address "alpha:4701" does not begin with ws://: write it as ws://host:port.'],
    ['http://alpha:4701', 'The address "http://alpha:4701" does not begin with ws://: write it as ws://host:port.'],
    ['ws://', 'The address "ws://" cannot be read: write it as ws://host:port, the port from 1 to 65535.'],
    [
      'ws://alpha:70000',
      'The address "ws://alpha:70000" cannot be read: write it as ws://host:port, the port from 1 to 65535.',
    ],
    ['ws://alpha', 'The address "ws://alpha" has no port: write it as ws://alpha:4701.'],
    ['ws://alpha:0', 'The address "ws://alpha:0" has no port: write it as ws://alpha:4701.'],
    [
      'ws://alpha:4701/citizen',
      'The address "ws://alpha:4701/citizen" goes on after the port: write it as ws://alpha:4701.',
    ],
    ['ws://alpha:4701?a=b', 'The address "ws://alpha:4701?a=b" goes on after the port: write it as ws://alpha:4701.'],
    [
      'ws://me:pw@alpha:4701',
      'The address of alpha:4701 holds a name or password: hand the secret over as a setting of its own.',
    ],
  ])('refuses %p in one sentence', (address, message) => {
    expect(() => addressesFrom([address])).toThrow(expect.objectContaining({ code: 'USAGE', outcome: 'none', message }))
  })

  test('refuses an empty list', () => {
    expect(() => addressesFrom([])).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })
})

describe('AddressBook', () => {
  const rounds = (book: AddressBook) => {
    const round: string[] = []
    for (let next = book.next(); next !== null; next = book.next()) round.push(next)
    book.newRound()
    return round
  }

  test('goes round those given in turn, then those learnt', () => {
    const book = new AddressBook(['ws://a:1', 'ws://b:1'])
    book.learn(['ws://c:1', 'ws://b:1'])
    expect(rounds(book)).toEqual(['ws://a:1', 'ws://b:1', 'ws://c:1'])
  })

  test('never drops those given, and keeps what was learnt last', () => {
    const book = new AddressBook(['ws://a:1'])
    book.learn(['ws://b:1', 'ws://c:1'])
    book.learn(['ws://d:1'])
    expect(rounds(book)).toEqual(['ws://a:1', 'ws://d:1'])
    book.learn([])
    expect(rounds(book)).toEqual(['ws://a:1', 'ws://d:1'])
  })

  test('learns no more than a parliament has, and nothing that is no address', () => {
    const book = new AddressBook(['ws://a:1'])
    book.learn(['javascript:alert(1)', 'ws://b', ...Array.from({ length: 100 }, (_, i) => `ws://c${i}:1`)])
    expect(rounds(book)).toHaveLength(1 + 31)
  })
})
