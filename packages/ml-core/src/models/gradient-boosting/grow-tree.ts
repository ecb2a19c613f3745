import { mix32 } from "../../table/group-key.ts";
import { treeSalt } from "../random-forest/bagging.ts";
import type { BoostOptions, BoostRows } from "./boost-rows.ts";
import { drawRows, gradientScale, heldOutLoss, hessianScale } from "./gradients.ts";
import { Histograms } from "./histograms.ts";
import { RowRanges } from "./row-ranges.ts";
import { type Split, SplitScan } from "./split-scan.ts";
import type { Team } from "./team.ts";
import { type GrowingNode, packTree } from "./tree-nodes.ts";

/** Two children whose histograms are made together: the lighter one's from its rows, the other's by subtraction. */
interface Pair {
  readonly light: GrowingNode;
  /** null at the root. */
  readonly heavy: GrowingNode | null;
}

export interface BoostedTree {
  readonly nodes: Int32Array;
  /** Loss that each feature removed, in nats. */
  readonly importance: Float64Array;
}

/**
 * Grows one tree after the other, level by level, as one member of a team. Every member decides the same from the
 * same sums; the work on rows and on histograms is shared out.
 */
export class BoostMember {
  private readonly rows: BoostRows;
  private readonly options: BoostOptions;
  private readonly team: Team;
  private readonly histograms: Histograms;
  private readonly scan: SplitScan;
  private readonly ranges: RowRanges;
  private readonly sampled: Uint8Array;
  private nodes: GrowingNode[] = [];

  constructor(rows: BoostRows, options: BoostOptions, team: Team) {
    this.rows = rows;
    this.options = options;
    this.team = team;
    this.histograms = new Histograms(rows);
    this.scan = new SplitScan(rows, options);
    this.ranges = new RowRanges(rows, team.rank);
    this.sampled = new Uint8Array(this.ranges.to - this.ranges.from);
  }

  /** Grows tree number `round` and adds it to the scores; writes the held-out loss after it to `losses[place]`. */
  grow(round: number, place: number): BoostedTree {
    const { rows, ranges, team } = this;
    const salt = treeSalt(this.options.seed, round);
    const importance = new Float64Array(rows.featureCount);
    const usable = drawFeatures(rows.featureCount, this.options.featureShare, salt);
    const drawn = drawRows(rows, salt, this.options.rowShare, ranges.from, ranges.to, this.sampled);
    this.nodes = [];
    ranges.setBounds(0, ranges.from, drawn.end);
    rows.drawn.set([drawn.g, drawn.h], team.rank * 2);
    team.meet();
    const root = this.growLevels(usable, importance);
    this.addToScores(root);
    rows.losses[place * team.size + team.rank] = heldOutLoss(rows, ranges.from, ranges.to);
    const nodes = packTree(
      root,
      rows.codeCounts,
      (leaf) => this.valueOf(leaf),
      // A row whose outcome is quite uncertain has a hessian of a quarter.
      (leaf) => 4 * leaf.h * hessianScale,
    );
    // Nobody may draw the next tree's rows while another still reads this one's.
    team.meet();
    return { nodes, importance };
  }

  private growLevels(usable: Uint8Array, importance: Float64Array): GrowingNode {
    const root = this.makeRoot();
    let pairs: Pair[] = this.options.maxDepth > 0 ? [{ light: root, heavy: null }] : [];
    while (pairs.length > 0) {
      this.searchLevel(pairs, usable);
      pairs = this.splitLevel(pairs, importance);
      this.team.meet();
    }
    return root;
  }

  /** Splits the nodes of a level. @returns the pairs of children that may be split in turn */
  private splitLevel(pairs: readonly Pair[], importance: Float64Array): Pair[] {
    const { scan } = this;
    const next: { light: GrowingNode; heavy: GrowingNode }[] = [];
    for (const { light, heavy } of pairs) {
      for (const node of heavy === null ? [light] : [light, heavy]) {
        const children = this.splitNode(node, importance);
        if (children === null || children.light.depth >= this.options.maxDepth) continue;
        if (!scan.isSplittable(children.light) && !scan.isSplittable(children.heavy)) continue;
        // The parent's histogram becomes the heavy child's.
        children.heavy.slot = node.slot;
        next.push(children);
      }
    }
    const taken = new Set(next.map(({ heavy }) => heavy.slot));
    let free = 0;
    for (const { light } of next) {
      while (taken.has(free)) free++;
      light.slot = free++;
    }
    return next;
  }

  private makeRoot(): GrowingNode {
    const { drawn } = this.rows;
    let g = 0;
    let h = 0;
    for (let member = 0; member < this.team.size; member++) {
      g += drawn[member * 2];
      h += drawn[member * 2 + 1];
    }
    return this.addNode(0, g, h);
  }

  private addNode(depth: number, g: number, h: number): GrowingNode {
    const node: GrowingNode = { id: this.nodes.length, depth, g, h, slot: 0, split: null };
    this.nodes.push(node);
    return node;
  }

  /** Histograms and best splits of all nodes of a level, by pairs and groups of features. */
  private searchLevel(pairs: readonly Pair[], usable: Uint8Array): void {
    const { groups } = this.rows;
    const { histograms, scan } = this;
    this.team.share(pairs.length * groups, (unit) => {
      const { light, heavy } = pairs[Math.floor(unit / groups)];
      const group = unit % groups;
      if (!usable.subarray(group * 4, group * 4 + 4).includes(1)) {
        scan.scan(light.slot, group, light, usable);
        if (heavy !== null) scan.scan(heavy.slot, group, heavy, usable);
        return;
      }
      histograms.build(light.id, group, light.slot);
      scan.scan(light.slot, group, light, usable);
      if (heavy === null) return;
      histograms.subtract(group, heavy.slot, light.slot);
      scan.scan(heavy.slot, group, heavy, usable);
    });
  }

  /** Splits a node where that is worth it, and parts the member's rows. @returns its children */
  private splitNode(
    node: GrowingNode,
    importance: Float64Array,
  ): { light: GrowingNode; heavy: GrowingNode } | null {
    const split = this.scan.isSplittable(node) ? this.scan.bestOf(node.slot) : null;
    if (split === null) return null;
    const left = this.addNode(node.depth + 1, split.leftG, split.leftH);
    const right = this.addNode(node.depth + 1, node.g - split.leftG, node.h - split.leftH);
    node.split = { ...this.routing(node, split), left, right };
    this.ranges.partition(node, node.split);
    importance[split.feature] += split.gain;
    return left.h <= right.h ? { light: left, heavy: right } : { light: right, heavy: left };
  }

  private routing(node: GrowingNode, split: Split) {
    const { feature, missingLeft } = split;
    if (this.rows.categorical[feature] === 0) {
      return { feature, threshold: this.scan.middleOf(node.slot, split), missingLeft, leftSet: null };
    }
    const leftSet = this.scan.leftSet(node.slot, split, node);
    return { feature, threshold: 0, missingLeft: leftSet[255] === 1, leftSet };
  }

  /** The Newton step of a leaf, shrunk, as the file keeps it. */
  private valueOf({ g, h }: GrowingNode): number {
    const { l2, shrinkage } = this.options;
    return Math.fround((-shrinkage * g * gradientScale) / (h * hessianScale + l2));
  }

  private addToScores(root: GrowingNode): void {
    const { rows, ranges, sampled } = this;
    for (const node of this.nodes) if (node.split === null) ranges.addToLeaf(node.id, this.valueOf(node));
    for (let row = ranges.from; row < ranges.to; row++) {
      if (sampled[row - ranges.from] === 0) rows.margins[row] += this.valueOf(ranges.leafOf(root, row));
    }
  }
}

/** 1 for each feature that the tree may split on: a share of them, at least one, by a hash. */
function drawFeatures(featureCount: number, share: number, salt: number): Uint8Array {
  const usable = new Uint8Array(featureCount);
  const wanted = Math.max(1, Math.round(share * featureCount));
  const ranked = Array.from(usable, (_, feature) => ({
    feature,
    rank: mix32(salt ^ mix32(feature + 0x51ed27)),
  }));
  ranked.sort((a, b) => a.rank - b.rank || a.feature - b.feature);
  for (const { feature } of ranked.slice(0, wanted)) usable[feature] = 1;
  return usable;
}
