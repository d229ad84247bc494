#!/usr/bin/env python3
"""Maps of Python OT (POT) for the problems that the sample writes, with POT's defaults on features in standard deviations of the source.

usage: pot_maps.py FOLDER       reads FOLDER/*.problem, writes FOLDER/NAME.METHOD.USE

A problem is little-endian: int32 n, m, k, d; float32 source[n d], target[m d], unseen[k d]; int32 classes[n]. Every map is fitted from the source (with its
classes) to the target. USE retrain is the source mapped, USE frozen the unseen rows of the target mapped back (inverse_transform, which out of sample goes by
the nearest row of the fit). A method that fails writes nothing.
"""
import glob
import os
import sys
import warnings

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402
import ot  # noqa: E402

METHODS = {
    "linear": lambda: ot.da.LinearTransport(),
    "sinkhorn": lambda: ot.da.SinkhornTransport(),
    "lpl1": lambda: ot.da.SinkhornLpl1Transport(),
}


def main():
    warnings.filterwarnings("ignore")
    for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.problem"))):
        with open(path, "rb") as file:
            n, m, k, d = (int(v) for v in np.fromfile(file, "<i4", 4))
            source, target, unseen = (np.fromfile(file, "<f4", rows * d).astype(float).reshape(rows, d) for rows in (n, m, k))
            classes = np.fromfile(file, "<i4", n)
        mean, deviation = source.mean(0), source.std(0)
        deviation[deviation == 0] = 1
        source, target, unseen = ((x - mean) / deviation for x in (source, target, unseen))
        for name, create in METHODS.items():
            try:
                transport = create().fit(Xs=source, ys=classes, Xt=target)
                mapped = {"retrain": transport.transform(Xs=source), "frozen": transport.inverse_transform(Xt=unseen)}
            except Exception as error:
                print(f"{os.path.basename(path)}: {name} fails: {error}", file=sys.stderr)
                continue
            for use, rows in mapped.items():
                rows = np.real(rows) * deviation + mean
                if np.isfinite(rows).all():
                    rows.astype("<f4").tofile(f"{path[:-len('.problem')]}.{name}.{use}")
                else:
                    print(f"{os.path.basename(path)}: {name}, {use}: not finite", file=sys.stderr)
    print(ot.__version__)


if __name__ == "__main__":
    main()
