import { Chamber } from './chamber.js'

test('bug1', () => {
  const c = new Chamber({ priests: 5 })
  try {
    console.log(
      c.told(() => {
        c.quietly(() => {
          c.preside('alpha', ['beta', 'gamma'])
          for (const name of ['beta', 'delta']) {
            c.deliver('alpha', name, 'BeginBallot')
            c.settle(name)
            c.deliver(name, 'alpha', 'Voted')
          }
          c.settle('alpha')
          c.drop(null, null)
          c.preside('beta', ['gamma', 'epsilon'])
          for (const name of ['gamma', 'epsilon']) {
            c.deliver('beta', name, 'BeginBallot')
            c.settle(name)
            c.deliver(name, 'beta', 'Voted')
          }
          c.drop('beta', null)
          c.petition('beta', 'y')
          c.settle('beta')
          for (const name of ['gamma', 'epsilon']) {
            c.deliver('beta', name, 'BeginBallot')
            c.settle(name)
            c.deliver(name, 'beta', 'Voted')
          }
          c.wait(50)
          c.tick('beta')
        })
        c.deliver('beta', 'alpha', 'Beat')
        c.settle('alpha')
        c.deliver('alpha', 'beta', 'PageWanted')
        c.settle('beta')
        c.deliver('beta', 'alpha', 'Page')
        c.settle('alpha')
        c.petition('alpha', 'x')
        c.deliver('alpha', 'delta', 'BeginBallot')
        c.settle('delta')
      }),
    )
  } catch (e) {
    console.log(c.trace.join('\n'), e)
  }
})
test('bug2', () => {
  const c = new Chamber({ priests: 3 })
  try {
    console.log(
      c.told(() => {
        c.preside('alpha', ['beta'])
        c.quietly(() => {
          c.deliver('alpha', 'gamma', 'NextBallot')
          c.settle('gamma')
          c.deliverAll('gamma', 'alpha')
          c.settle('alpha')
          c.wait(100)
        })
        c.tick('alpha')
      }),
    )
  } catch (e) {
    console.log(c.trace.join('\n'), e)
  }
})
test('bug3', () => {
  const c = new Chamber({ priests: 3 })
  try {
    console.log(
      c.told(() => {
        c.quietly(() => {
          c.preside('alpha', ['beta'])
          c.deliver('alpha', 'beta', 'BeginBallot')
          c.settle('beta')
          c.deliver('beta', 'alpha', 'Voted')
          c.settle('alpha')
          c.drop(null, null)
        })
        // gamma's ledger is put back from a copy made before it promised 2:beta
        c.meet('gamma', 'beta', 7)
        c.inquire('alpha')
        c.deliver('alpha', 'gamma', 'Beat')
        c.deliverAll('gamma', 'alpha')
      }),
    )
  } catch (e) {
    console.log(c.trace.join('\n'), e)
  }
})
test('bug3b', () => {
  const c = new Chamber({ priests: 3 })
  try {
    console.log(
      c.told(() => {
        c.wait(900)
        c.tick('gamma')
        c.deliver('gamma', 'alpha', 'Ask')
        c.deliver('gamma', 'beta', 'Ask')
        c.meet('gamma', 'beta', 7)
        c.deliver('alpha', 'gamma', 'AskAnswer')
        c.deliver('beta', 'gamma', 'AskAnswer')
      }),
    )
  } catch (e) {
    console.log(c.trace.join('\n'), e)
  }
})
