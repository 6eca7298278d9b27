import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const TARBALL_BYTES_MAX = 64 * 1024 * 1024

interface Manifest {
  readonly name: string
  readonly version: string
}

/** One version of a package, and how to come by its tarball. */
interface Item {
  readonly manifest: Manifest
  readonly tarball: () => Promise<Buffer>
}

/**
 * What npm installs from: a registry on this machine of our own packages, as `npm pack` made them, and of what they depend
 * on, as `npm ci` installed it in this clone. So a test installs as a user does, and needs no network.
 */
export class Shelf {
  private readonly items = new Map<string, Item[]>()
  private readonly server: Server

  /**
   * @param root the folder of the clone
   * @param packed the folder of our tarballs
   */
  constructor(root: string, packed: string) {
    for (const folder of installed(root)) {
      const manifest = readJson<Manifest>(join(folder, 'package.json'))
      const tarball = () => tarOf(folder)
      this.add({ manifest, tarball })
    }
    for (const name of publicPackages(root)) {
      const manifest = readJson<Manifest>(join(root, 'packages', name, 'package.json'))
      const file = join(packed, `paxon-${name}-${manifest.version}.tgz`)
      this.add({ manifest, tarball: async () => readFileSync(file) })
    }
    this.server = createServer((request, response) => {
      this.answer(decodeURIComponent(request.url ?? '')).then(
        (body) => response.writeHead(body === null ? 404 : 200).end(body ?? ''),
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
    })
  }

  /** @returns its address */
  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1')
    await once(this.server, 'listening')
    return this.url
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    this.server.close()
    await once(this.server, 'close')
  }

  private get url(): string {
    const address = this.server.address()
    if (typeof address !== 'object' || address === null) throw new Error('the shelf is not open')
    return `http://127.0.0.1:${address.port}`
  }

  private add(item: Item): void {
    const { name } = item.manifest
    this.items.set(name, [...(this.items.get(name) ?? []), item])
  }

  /** `/NAME`: which versions there are. `/NAME/-/VERSION.tgz`: one of them. */
  private async answer(path: string): Promise<string | Buffer | null> {
    const [name = '', version] = path.slice(1).split('/-/')
    const items = this.items.get(name)
    if (items === undefined) return null
    if (version === undefined) return JSON.stringify(this.versions(name, items))
    const item = items.find(({ manifest }) => `${manifest.version}.tgz` === version)
    return item === undefined ? null : await item.tarball()
  }

  private versions(name: string, items: readonly Item[]): object {
    const entries = items.map(({ manifest }) => {
      const tarball = `${this.url}/${name}/-/${manifest.version}.tgz`
      return [manifest.version, { ...manifest, dist: { tarball } }]
    })
    return { name, 'dist-tags': { latest: entries.at(-1)?.[0] }, versions: Object.fromEntries(entries) }
  }
}

/** Names of the packages that are published, `synod` for `@paxon/synod`. */
export function publicPackages(root: string): string[] {
  return Object.keys(readJson<{ packages: object }>(join(root, 'packages', 'floors.json')).packages)
}

/** The folders of what `npm ci` installed and others than developers need. */
function installed(root: string): string[] {
  const { packages } = readJson<{ packages: Record<string, { dev?: boolean; link?: boolean }> }>(
    join(root, 'package-lock.json'),
  )
  return Object.entries(packages)
    .filter(([path, { dev, link }]) => path.includes('node_modules/') && dev !== true && link !== true)
    .map(([path]) => join(root, path))
    .filter((folder) => existsSync(folder))
}

/** An installed package is what its tarball held; packages inside it are others. */
async function tarOf(folder: string): Promise<Buffer> {
  const args = ['-czf', '-', '-C', join(folder, '..'), '--exclude', 'node_modules', basename(folder)]
  const { stdout } = await run('tar', args, { encoding: 'buffer', maxBuffer: TARBALL_BYTES_MAX })
  return stdout
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8'))
