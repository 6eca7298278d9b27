import { eventually } from '../island.js'
import { compose, parliament } from './engine.js'

const FILES = ['-f', 'docker-compose.yml', '-f', 'proof/containers/one-port.yml']
/** The README's lines have put the secret there. */
const AT = ['--at', 'ws://127.0.0.1:4701', '--secret-file', '.secret']
const BACK_MS_MAX = 15_000

/**
 * Every priest is replaced by a container that publishes no port, one at a time, as an upgrade would; alpha's port alone
 * is then enough for citizens outside, whoever presides.
 */
export async function onePortProof() {
  const value = `outside ${Date.now()}`
  for (const name of ['beta', 'gamma', 'delta', 'epsilon']) {
    await compose(...FILES, 'up', '-d', '--no-deps', name)
    await eventually(() => isBack(name), BACK_MS_MAX, `${name} was replaced and did not take part again`)
  }
  // Alpha is to hand on what it is asked.
  if ((await parliament('inquire', 'colour', ...AT)).by === 'alpha') {
    await compose(...FILES, 'exec', '-T', 'beta', 'parliament', 'absent', 'alpha')
    await compose(...FILES, 'exec', '-T', 'beta', 'parliament', 'present', 'alpha')
  }
  const { decree } = await parliament('decree', 'put', 'colour', value, ...AT)
  const inquiry = await parliament('inquire', 'colour', ...AT)
  if (inquiry.value !== value || inquiry.by === 'alpha') throw new Error(`One port: ${JSON.stringify(inquiry)}`)
  console.log(`  one port: decree ${decree} by way of alpha, answered by ${inquiry.by}`)
}

async function isBack(name) {
  const said = await compose(
    ...FILES,
    'exec',
    '-T',
    name,
    'parliament',
    'status',
    '--at',
    'ws://127.0.0.1:4701',
    '--json',
  ).catch(() => '{}')
  const line = said
    .split('\n')
    .map((text) => JSON.parse(text))
    .find((status) => status.name === name)
  return line?.role === 'legislator' && line.president !== null
}
