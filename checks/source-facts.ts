import { parseSync } from '@swc/core'

/** What a TypeScript file takes from outside itself, read from its syntax tree. */
export interface SourceFacts {
  /** Modules named in imports, re-exports, `import()`, `require()` and types; each once. */
  readonly modules: ReadonlySet<string>
  /** Identifiers that stand for something, and not for a property: `Date`, not the one in `x.Date`. */
  readonly identifiers: ReadonlySet<string>
  /** Identifiers used otherwise than as `name.property`: whole, so that nobody can tell which property is meant. */
  readonly whole: ReadonlySet<string>
  /** Properties with the identifier they are read from: `Math.random`. */
  readonly members: ReadonlySet<string>
  /** Properties read from anything, and names imported: `.write`. */
  readonly properties: ReadonlySet<string>
  /** Every string in the file. */
  readonly strings: ReadonlySet<string>
  /** Whether `any` stands anywhere as a type. */
  readonly saysAny: boolean
}

interface Node {
  readonly type: string
  readonly [field: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

const textOf = (value: unknown, type: string): string | null =>
  isNode(value) && value.type === type && typeof value.value === 'string' ? value.value : null

/** The name of `.name` and of `['name']`. */
function propertyName(property: unknown): string | null {
  if (isNode(property) && property.type === 'Computed') return textOf(property.expression, 'StringLiteral')
  return textOf(property, 'Identifier')
}

/** @throws SyntaxError and the like when the text is no TypeScript. */
export function sourceFacts(text: string): SourceFacts {
  const facts = {
    modules: new Set<string>(),
    identifiers: new Set<string>(),
    whole: new Set<string>(),
    members: new Set<string>(),
    properties: new Set<string>(),
    strings: new Set<string>(),
    saysAny: false,
  }

  const visitFields = (node: object, except: readonly string[] = []) => {
    for (const [field, value] of Object.entries(node)) if (!except.includes(field)) visit(value)
  }

  const visitMember = (node: Node) => {
    const property = propertyName(node.property)
    const object = textOf(node.object, 'Identifier')
    if (property === null) return visitFields(node)
    facts.properties.add(property)
    if (object === null) return visit(node.object)
    facts.identifiers.add(object)
    facts.members.add(`${object}.${property}`)
  }

  const visitCall = (node: Node) => {
    const called =
      isNode(node.callee) && (node.callee.type === 'Import' || textOf(node.callee, 'Identifier') === 'require')
    const [first] = Array.isArray(node.arguments) ? node.arguments : []
    const module = textOf(first?.expression, 'StringLiteral')
    if (called && module !== null) facts.modules.add(module)
    visitFields(node)
  }

  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== 'object' || value === null) return
    if (!isNode(value)) return visitFields(value)
    switch (value.type) {
      case 'Identifier':
        facts.identifiers.add(String(value.value))
        facts.whole.add(String(value.value))
        return visit(value.typeAnnotation)
      case 'StringLiteral':
        facts.strings.add(String(value.value))
        return
      case 'TsKeywordType':
        if (value.kind === 'any') facts.saysAny = true
        return
      case 'MemberExpression':
        return visitMember(value)
      case 'CallExpression':
        return visitCall(value)
      case 'TsQualifiedName':
        return visit(value.left)
      case 'ImportSpecifier':
        facts.properties.add(textOf(value.imported, 'Identifier') ?? textOf(value.local, 'Identifier') ?? '')
        return visit(value.local)
    }
    const module = textOf(value.type === 'TsImportType' ? value.argument : value.source, 'StringLiteral')
    if (module !== null) facts.modules.add(module)
    // A key of an object, class or type is a name of its own, unless it is computed.
    visitFields(value, isNode(value.key) && value.key.type === 'Identifier' ? ['key'] : [])
  }

  visit(parseSync(text, { syntax: 'typescript', target: 'es2022' }))
  return facts
}
