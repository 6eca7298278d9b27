import { list, type Setting } from './settings.js'

/** Browsers' pages that may act as citizens; any other page is refused at every door. */
export const allowOrigin: Setting<readonly string[]> = list<readonly string[]>(
  "a page's origin, https://host, that may come in as a citizen; repeatable",
  (texts) => texts.map(originFrom),
  { shown: 'none', otherwise: [] },
)

/** As browsers write it. */
function originFrom(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isOrigin =
    url !== null && /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '').toLowerCase()
  if (!isOrigin)
    throw new RangeError('write scheme, host and port if it is not the usual one, such as https://app.example')
  return url.origin
}
