/** @typedef {import('./island.js').Ledger} Ledger */

/**
 * What is wrong with ledgers that all should hold the same, one sentence each: numbers from 1 without a gap, everything
 * passed, the same decree everywhere.
 *
 * @param {readonly Ledger[]} ledgers
 * @returns {string[]}
 */
export function ledgersWrong(ledgers) {
  return [...ledgers.flatMap(alone), ...ledgers.slice(1).flatMap((ledger) => differences(ledgers[0], ledger))]
}

/** @param {Ledger} ledger */
function alone({ name, passedTo, decrees }) {
  const wrong = []
  const gap = decrees.findIndex(({ decree }, index) => decree !== index + 1)
  if (gap >= 0) wrong.push(`${name}'s ledger has decree ${decrees[gap].decree} where ${gap + 1} should stand.`)
  if (decrees.length < passedTo) wrong.push(`${name}'s ledger says that ${passedTo} have passed and ends before.`)
  const open = decrees.find(({ decree, passed }) => decree <= passedTo && !passed)
  if (open !== undefined) wrong.push(`${name}'s ledger does not hold decree ${open.decree} for passed.`)
  return wrong
}

/** @param {Ledger} first @param {Ledger} other */
function differences(first, other) {
  const both = `${first.name} and ${other.name}`
  const wrong = []
  if (first.parliament !== other.parliament) wrong.push(`${both} belong to two parliaments.`)
  if (first.passedTo !== other.passedTo) wrong.push(`${both} hold ${first.passedTo} and ${other.passedTo} for passed.`)
  for (const [index, { decree, value, passed }] of first.decrees.entries()) {
    const theirs = other.decrees[index]
    if (!passed || theirs === undefined || !theirs.passed) continue
    if (JSON.stringify(theirs.value) !== JSON.stringify(value)) wrong.push(`${both} differ at decree ${decree}.`)
  }
  return wrong
}
