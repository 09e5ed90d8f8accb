import type { ClassSummary, DatasetSummary } from '../../../shared/domain/data.ts'
import { BlobImage } from '../../ui/BlobImage.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { formatCount, formatPercent } from '../../ui/format.ts'
import styles from './DatasetView.module.css'
import { ClassTexts } from './TextSamples.tsx'

/** More classes than this are counted, not drawn, until asked for. */
const classesShown = 60

/** Every class with its count and first examples. */
export function DataClasses({ classes, examples }: Pick<DatasetSummary, 'classes' | 'examples'>) {
  const most = Math.max(...classes.map(({ count }) => count))
  const rest = classes.slice(classesShown)
  return (
    <>
      <ClassList classes={classes.slice(0, classesShown)} most={most} examples={examples} />
      {rest.length > 0 && (
        <Disclosure label={`${formatCount(rest.length)} more classes`}>
          <ClassList classes={rest} most={most} examples={examples} />
        </Disclosure>
      )}
    </>
  )
}

function ClassList({ classes, most, examples }: { classes: readonly ClassSummary[]; most: number; examples: number }) {
  return (
    <ul className={styles.classes}>
      {classes.map((each) => (
        <li key={each.name} className={styles.class} data-class={each.name}>
          <div className={styles.top}>
            <bdi className={styles.name} title={each.name}>
              {each.name}
            </bdi>
            <span className={styles.count}>
              {formatCount(each.count)}
              <span className={styles.share}>{formatPercent(each.count / examples)}</span>
            </span>
          </div>
          <div className={styles.track} aria-hidden="true">
            <div className={styles.fill} style={{ inlineSize: `${(100 * each.count) / most}%` }} />
          </div>
          {each.samples.length > 0 ? <ClassTexts of={each} /> : <ClassPictures of={each} />}
        </li>
      ))}
    </ul>
  )
}

function ClassPictures({ of: { thumbnails } }: { readonly of: ClassSummary }) {
  return (
    <div className={styles.pictures}>
      {thumbnails.slice(0, 6).map((blob, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pictures of a class never change their order
        <BlobImage key={index} blob={blob} alt="" className={styles.picture} />
      ))}
    </div>
  )
}
