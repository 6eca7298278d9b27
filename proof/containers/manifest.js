import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PATH = fileURLToPath(new URL('../../deploy/kubernetes/parliament.yaml', import.meta.url))

/**
 * What deploy/kubernetes says of a container, as far as an engine can do it; each thing stands there on a line of its own.
 * @typedef {{ args: string[], env: Record<string, string>, user: string, mounts: Record<string, string> }} Pod
 */

/** @param {string} kind @param {string} name of the pod @returns {Pod} */
export function podOf(kind, name) {
  const part = readFileSync(PATH, 'utf8')
    .split(/^---$/m)
    .find((document) => document.includes(`\nkind: ${kind}\n`))
  const found = (pattern) => {
    const [, text] = pattern.exec(part ?? '') ?? []
    if (text === undefined) throw new Error(`deploy/kubernetes has no ${pattern.source} in its ${kind}.`)
    return text
  }
  const env = {}
  for (const [, key, value, field] of part.matchAll(
    /- \{ name: (\w+), value(?:: "?([^"}]+?)"? |From: .*fieldPath: ([\w.]+) .*)\}/g,
  ))
    env[key] = field === undefined ? value.replaceAll(/\$\((\w+)\)/g, (_, other) => env[other]) : fieldOf(field, name)
  const mounts = [...part.matchAll(/\{ name: (\w+), mountPath: ([\w/]+)/g)].map(([, volume, path]) => [volume, path])
  return {
    args: JSON.parse(found(/^ +args: (\[.*\])$/m)),
    env,
    user: `${found(/runAsUser: (\d+)/)}:${found(/runAsGroup: (\d+)/)}`,
    mounts: Object.fromEntries(mounts),
  }
}

function fieldOf(field, name) {
  if (field !== 'metadata.name') throw new Error(`deploy/kubernetes asks for ${field}.`)
  return name
}
