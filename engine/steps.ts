/**
 * Columns of float64 with one cell for each day on which something was booked, ascending. Kept in one block outside the garbage collector's
 * care: as growing arrays they were the larger part of its work while a long journal is booked.
 */
export class Steps<Name extends string> {
  length = 0;
  readonly columns: Record<Name, Float64Array>;
  private days: Int32Array;
  private readonly names: readonly Name[];

  /** `most`: how many days there can be. */
  constructor(names: readonly Name[], most: number) {
    this.names = names;
    this.days = new Int32Array(most);
    const block = new Float64Array(names.length * most);
    this.columns = {} as Record<Name, Float64Array>;
    for (let i = 0; i < names.length; i++) this.columns[names[i]!] = block.subarray(i * most, (i + 1) * most);
  }

  /** The cell of a day (its number): the last one, or a new one of zeros behind it. */
  at(day: number): number {
    const last = this.length - 1;
    if (last >= 0 && this.days[last] === day) return last;
    // What is written beyond the end of a typed array is lost without a word.
    if (this.length === this.days.length)
      throw new RangeError(`Room was made for ${this.length} days, and not for more.`);
    this.days[this.length] = day;
    return this.length++;
  }

  /** Days and columns, as long as they are filled. */
  finish(): { days: Int32Array } & Record<Name, Float64Array> {
    if (this.length === this.days.length) return { days: this.days, ...this.columns };
    const filled = { days: this.days.subarray(0, this.length) } as { days: Int32Array } & Record<Name, Float64Array>;
    for (const name of this.names) filled[name] = this.columns[name].subarray(0, this.length) as (typeof filled)[Name];
    return filled;
  }
}
