/** The two forms of an adapter, told apart by their files' names. */
export const adapterFormats = {
  peft: {
    settings: 'adapter_config.json',
    tensors: 'adapter_model.safetensors',
    readBy: 'Python’s peft loads it, and so does this studio.',
  },
  own: {
    settings: 'thaw_adapter.json',
    tensors: 'thaw_adapter.safetensors',
    readBy: 'It is the studio’s own file: peft has no place for it, and its README says why.',
  },
} as const

export type AdapterFormatId = keyof typeof adapterFormats
