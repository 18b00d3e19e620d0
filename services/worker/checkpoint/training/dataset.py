"""The training pictures, made once and kept as shards: `python dataset.py --out DIR --count N --seed S`."""

from __future__ import annotations

import argparse
import multiprocessing
import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from preprocess import to_tile
from scenes import Scene, picture

SHARD = 4096


@dataclass(frozen=True)
class Shard:
    """Tiles uint8 [N, T, T, 3], patch labels uint8 [N, 3, patches] (kind, colour, order), and the scenes."""

    tiles: np.ndarray
    labels: np.ndarray
    scenes: list[Scene]


def make_shard(folder: Path, seed: int, number: int) -> None:
    """Makes shard `number` of stream `seed` unless it is already there."""
    path = folder / f"shard-{seed}-{number:04d}.pickle"
    if path.exists():
        return
    tiles, labels, scenes = [], [], []
    for index in range(number * SHARD, (number + 1) * SHARD):
        shown = picture(seed, index)
        tiles.append(np.asarray(to_tile(shown.image)))
        labels.append(np.stack([shown.labels.kind, shown.labels.colour, shown.labels.order]))
        scenes.append(shown.scene)
    shard = Shard(np.stack(tiles), np.stack(labels).astype(np.uint8), scenes)
    partial = path.with_suffix(".partial")
    partial.write_bytes(pickle.dumps(shard))
    partial.rename(path)


def load_shards(folder: Path, seed: int, most: int | None = None) -> Shard:
    """The first `most` shards of stream `seed`, in order, as one. The folder must be one this program wrote: it is unpickled."""
    paths = sorted(folder.glob(f"shard-{seed}-*.pickle"))[:most]
    shards = [pickle.loads(path.read_bytes()) for path in paths]
    if not shards:
        raise FileNotFoundError(f"no shards of seed {seed} in {folder}: run dataset.py first")
    return Shard(
        np.concatenate([shard.tiles for shard in shards]),
        np.concatenate([shard.labels for shard in shards]),
        [scene for shard in shards for scene in shard.scenes],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=48 * SHARD)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    jobs = [(options.out, options.seed, number) for number in range(-(-options.count // SHARD))]
    with multiprocessing.Pool(options.processes) as pool:
        pool.starmap(make_shard, jobs, chunksize=1)


if __name__ == "__main__":
    main()
