import { nameOf } from '@paxon/synod'
import type { PriestStatus } from '@paxon/wire'
import type { StatusAnswer } from '../src/ask-status.js'
import { survey } from '../src/survey.js'
import type { Where } from '../src/where.js'

const [ALPHA, BETA, GAMMA] = [nameOf('alpha'), nameOf('beta'), nameOf('gamma')]
const statusOf = (name: typeof ALPHA): PriestStatus => ({
  name,
  incarnation: 1,
  url: `ws://${name}:1`,
  present: true,
  role: 'legislator',
  state: 'legislator',
  why: null,
  president: null,
  ballot: null,
  passed: 0,
  applied: 0,
  law: null,
  lag: 0,
  ledgerBytes: 0,
  rss: 0,
  pid: 1,
})

/** Priests by the address at which they answer; each knows where the others are. */
function world(answering: Record<string, typeof ALPHA>, priests: Record<string, string>) {
  const asked: string[] = []
  const ask = async (url: string): Promise<StatusAnswer | null> => {
    asked.push(url)
    const name = answering[url]
    return name === undefined ? null : { status: statusOf(name), priests }
  }
  return { ask, asked }
}
const where = (urls: string[], more: Partial<Where> = {}): Where => ({
  urls,
  names: new Map(),
  guessed: false,
  ...more,
})
const all = { alpha: 'ws://alpha:1', beta: 'ws://beta:1', gamma: 'ws://gamma:1' }

test('From one priest all others are found, each asked once; one that does not answer is told by its name', async () => {
  const { ask, asked } = world({ 'ws://alpha:1': ALPHA, 'ws://gamma:1': GAMMA }, all)
  const lines = await survey(where(['ws://alpha:1']), ask)
  expect(lines.map(({ name, present, pid }) => [name, present, pid])).toEqual([
    ['alpha', true, 1],
    ['beta', false, null],
    ['gamma', true, 1],
  ])
  expect(asked.sort()).toEqual(['ws://alpha:1', 'ws://beta:1', 'ws://gamma:1'])
})

test('A priest that was reached at another address than it advertises is told once, and as present', async () => {
  const { ask } = world(
    { 'ws://localhost:1': ALPHA, 'ws://localhost:2': BETA },
    { alpha: 'ws://alpha:1', beta: 'ws://beta:1' },
  )
  const lines = await survey(where(['ws://localhost:1', 'ws://localhost:2']), ask)
  expect(lines.map(({ name, present }) => [name, present])).toEqual([
    ['alpha', true],
    ['beta', true],
  ])
})

test('Addresses that were only guessed are not told when nobody answers there', async () => {
  const { ask } = world({ 'ws://127.0.0.1:4701': ALPHA }, {})
  const guesses = ['ws://127.0.0.1:4701', 'ws://127.0.0.1:4702']
  expect((await survey(where(guesses, { guessed: true }), ask)).map(({ name }) => name)).toEqual(['alpha'])
  expect((await survey(where(guesses), ask)).map(({ name, url }) => name ?? url)).toEqual([
    'alpha',
    'ws://127.0.0.1:4702',
  ])
})

test('When nobody answers, those of an island are told by name, with nulls', async () => {
  const { ask } = world({}, {})
  const [line] = await survey(where(['ws://beta:1'], { names: new Map([['ws://beta:1', BETA]]) }), ask)
  expect(line).toMatchObject({ name: 'beta', url: 'ws://beta:1', present: false, role: null, passed: null, pid: null })
})

test('A priest that is known inside by its host and outside by a port is missed once', async () => {
  const outside = { alpha: 'ws://127.0.0.1:1', beta: 'ws://127.0.0.1:2', gamma: 'ws://127.0.0.1:3' }
  const { ask } = world({ 'ws://alpha:1': ALPHA, 'ws://gamma:1': GAMMA }, outside)
  const lines = await survey(where(['ws://alpha:1', 'ws://beta:1', 'ws://gamma:1']), ask)
  expect(lines.map(({ name, pid }) => [name, pid])).toEqual([
    ['alpha', 1],
    ['beta', null],
    ['gamma', 1],
  ])
})
