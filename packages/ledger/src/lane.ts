/**
 * Does one thing after another. With the batch under way that makes two file operations at once and no more: Node has four
 * threads for them, and resolves names with the same.
 */
export class Lane {
  private readonly waiting: ((done: () => void) => void)[] = []
  private isBusy = false

  /** The operation must call back once, later or at once. */
  run(operation: (done: () => void) => void): void {
    this.waiting.push(operation)
    this.next()
  }

  private next(): void {
    if (this.isBusy) return
    const operation = this.waiting.shift()
    if (operation === undefined) return
    this.isBusy = true
    operation(() => {
      this.isBusy = false
      this.next()
    })
  }
}
