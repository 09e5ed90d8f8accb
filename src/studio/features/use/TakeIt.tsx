import { PackageOpen } from 'lucide-react'
import { actions } from '../../store/studio.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import styles from './use.module.css'

/** What follows once the model does well: the way to where it is taken. */
export function TakeIt() {
  return (
    <Card title="Happy with it?">
      <p className={styles.text}>Take it where it is needed: to a page, an app, Python, or your own device.</p>
      <Button variant="primary" wide icon={PackageOpen} data-action="go-deploy" onPress={() => actions.goTo('deploy')}>
        Deploy it
      </Button>
    </Card>
  )
}
