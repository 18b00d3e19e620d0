package dev.signalbox.verdict.stats;

/** A dense symmetric matrix, with what the estimators need of linear algebra. */
final class SymmetricMatrix {
  private final int n;
  private final double[] cells;

  SymmetricMatrix(int n) {
    this.n = n;
    this.cells = new double[Math.multiplyExact(n, n)];
  }

  int size() {
    return n;
  }

  double get(int i, int j) {
    return cells[i * n + j];
  }

  /** Adds to the cell and to its mirror. */
  void add(int i, int j, double value) {
    cells[i * n + j] += value;
    if (i != j) {
      cells[j * n + i] += value;
    }
  }

  /** Adds {@code value} times the outer square of "i less j": how one comparison adds up. */
  void addPair(int i, int j, double value) {
    add(i, i, value);
    add(j, j, value);
    add(i, j, -value);
  }

  /**
   * The Moore-Penrose inverse of this Laplacian of a connected graph, whose null space is the
   * constant vectors.
   *
   * @throws ArithmeticException when the graph is not connected
   */
  SymmetricMatrix laplacianInverse() {
    double[] factors = eliminate();
    SymmetricMatrix inverse = new SymmetricMatrix(n);
    double[] column = new double[n];
    for (int j = 0; j < n; j++) {
      java.util.Arrays.fill(column, -1.0 / n);
      column[j] += 1;
      solve(factors, column);
      for (int i = 0; i < n; i++) {
        inverse.cells[i * n + j] = column[i];
      }
    }
    return inverse;
  }

  /**
   * Solves "this Laplacian times x is b", both of mean 0, in place of b.
   *
   * @throws ArithmeticException when the graph is not connected
   */
  void solveLaplacian(double[] b) {
    solve(eliminate(), b);
  }

  /** This times {@code middle} times this. */
  SymmetricMatrix sandwich(SymmetricMatrix middle) {
    double[] half = multiply(cells, middle.cells);
    SymmetricMatrix result = new SymmetricMatrix(n);
    System.arraycopy(multiply(half, cells), 0, result.cells, 0, n * n);
    return result;
  }

  private double[] multiply(double[] a, double[] b) {
    double[] product = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        double factor = a[i * n + k];
        for (int j = 0; j < n; j++) {
          product[i * n + j] += factor * b[k * n + j];
        }
      }
    }
    return product;
  }

  /**
   * Takes out one item after the other, the last first: its neighbours are joined instead. Only
   * positive numbers are added, so that weights of 1e-9 beside 1e9 keep their digits (W. K.
   * Grassmann, M. I. Taksar, D. P. Heyman, Oper. Res. 33 (1985) 1107-1116).
   *
   * @return row by row: before the diagonal the shares of an item's neighbours, on it their sum
   */
  private double[] eliminate() {
    double[] work = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        work[i * n + j] = Math.max(0, -cells[i * n + j]);
      }
    }
    for (int k = n - 1; k > 0; k--) {
      double sum = 0;
      for (int j = 0; j < k; j++) {
        sum += work[k * n + j];
      }
      if (!(sum > 0)) {
        throw new ArithmeticException("the graph is not connected");
      }
      for (int j = 0; j < k; j++) {
        work[k * n + j] /= sum;
      }
      work[k * n + k] = sum;
      for (int i = 0; i < k; i++) {
        double joined = work[k * n + i] * sum;
        for (int j = 0; joined > 0 && j < i; j++) {
          work[i * n + j] += joined * work[k * n + j];
        }
      }
    }
    return work;
  }

  private void solve(double[] factors, double[] b) {
    for (int k = n - 1; k > 0; k--) {
      for (int j = 0; j < k; j++) {
        b[j] += factors[k * n + j] * b[k];
      }
    }
    double mean = 0;
    b[0] = 0;
    for (int k = 1; k < n; k++) {
      double at = b[k] / factors[k * n + k];
      for (int j = 0; j < k; j++) {
        at += factors[k * n + j] * b[j];
      }
      b[k] = at;
      mean += at / n;
    }
    for (int k = 0; k < n; k++) {
      b[k] -= mean;
    }
  }
}
