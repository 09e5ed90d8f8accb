/** An update ratio of a thousandth is the healthy pace of fine-tuning; the scale spans a factor of a hundred about it. */
const coldest = 1e-4
const hottest = 1e-2

/** How brightly a block glows, 0 to 1, for its update ratio ‖Δw‖/‖w‖ over an epoch; logarithmic. */
export function glowOf(ratio: number): number {
  if (!(ratio > 0)) return 0
  const share = Math.log(ratio / coldest) / Math.log(hottest / coldest)
  return Math.min(1, Math.max(0, share))
}
