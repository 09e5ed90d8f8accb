// How much a screen shows: what matters, or everything.
import { Segments } from './Segments.tsx'

const options = [
  { value: 'simple', label: 'Simple' },
  { value: 'expert', label: 'Expert' },
] as const

type Detail = (typeof options)[number]['value']

export interface DetailSwitchProps {
  readonly value: Detail
  readonly onChange: (detail: Detail) => void
}

export function DetailSwitch({ value, onChange }: DetailSwitchProps) {
  return <Segments legend="How much is shown" value={value} options={options} onChange={onChange} />
}
