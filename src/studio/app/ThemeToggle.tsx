import { Monitor, Moon, Sun } from 'lucide-react'
import { selectTheme } from '../store/selectors.ts'
import { actions, useStudio } from '../store/studio.ts'
import { IconButton } from '../ui/Button.tsx'

const themes = {
  system: { icon: Monitor, label: 'System theme', next: 'light' },
  light: { icon: Sun, label: 'Light theme', next: 'dark' },
  dark: { icon: Moon, label: 'Dark theme', next: 'system' },
} as const

/** System, light, dark, and around again. */
export function ThemeToggle() {
  const { icon, label, next } = themes[useStudio(selectTheme)]
  return <IconButton icon={icon} label={label} data-action="theme" onPress={() => actions.setTheme(next)} />
}
