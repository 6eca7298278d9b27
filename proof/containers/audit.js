import { compose } from './engine.js'

const run = (...words) => compose('run', '--rm', '-T', ...words)
/** As which user the image runs. */
const NODE_USER = '1000'

/**
 * The audit of a living island: all is well, of all five, and it can write nowhere that lasts.
 * @param {number} upTo a decree that has passed
 */
export async function auditProof(upTo) {
  const report = JSON.parse((await run('audit', '--json')).split('\n').at(-1))
  if (!report.ok) throw new Error(`The audit finds ${JSON.stringify(report.violations[0])}.`)
  const { priests, decrees } = report.checked
  if (priests !== 5 || decrees < upTo) throw new Error(`The audit saw ${priests} priests and ${decrees} decrees.`)
  const figure = await run('audit', '--decree', `${upTo}`)
  if (!figure.includes('quorum and [voters]')) throw new Error(`There is no figure of decree ${upTo}: ${figure}`)
  const user = await run('--entrypoint', 'id', 'audit', '-u')
  if (user !== NODE_USER) throw new Error(`The audit runs as user ${user}.`)
  for (const place of ['/volumes/alpha/alpha', '/app', '/volumes']) {
    const wrote = await run('--entrypoint', 'sh', 'audit', '-c', `touch ${place}/x 2>/dev/null && echo yes || echo no`)
    if (wrote !== 'no') throw new Error(`The audit can write to ${place}.`)
  }
  console.log(`  audit: all is well up to decree ${decrees}, as user ${user}, with nowhere to write`)
}
