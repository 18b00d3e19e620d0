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
   * Inverse of this plus J/n, less J/n: the Moore-Penrose inverse of a Laplacian of a connected
   * graph, whose null space is the constant vectors.
   *
   * @throws ArithmeticException when it is not positive definite on the other vectors
   */
  SymmetricMatrix laplacianInverse() {
    double shift = 1.0 / n;
    double[] lower = cholesky(shift);
    SymmetricMatrix inverse = new SymmetricMatrix(n);
    double[] column = new double[n];
    for (int j = 0; j < n; j++) {
      java.util.Arrays.fill(column, 0);
      column[j] = 1;
      solve(lower, column);
      for (int i = 0; i < n; i++) {
        inverse.cells[i * n + j] = column[i] - shift;
      }
    }
    return inverse;
  }

  /** Solves "this plus J/n times x is b" in place of b. */
  void solveShifted(double[] b) {
    solve(cholesky(1.0 / n), b);
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

  private double[] cholesky(double shift) {
    double[] lower = new double[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = cells[i * n + j] + shift;
        for (int k = 0; k < j; k++) {
          sum -= lower[i * n + k] * lower[j * n + k];
        }
        if (i != j) {
          lower[i * n + j] = sum / lower[j * n + j];
        } else if (sum > 0) {
          lower[i * n + i] = Math.sqrt(sum);
        } else {
          throw new ArithmeticException("the matrix is not positive definite");
        }
      }
    }
    return lower;
  }

  private void solve(double[] lower, double[] b) {
    for (int i = 0; i < n; i++) {
      double sum = b[i];
      for (int k = 0; k < i; k++) {
        sum -= lower[i * n + k] * b[k];
      }
      b[i] = sum / lower[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = b[i];
      for (int k = i + 1; k < n; k++) {
        sum -= lower[k * n + i] * b[k];
      }
      b[i] = sum / lower[i * n + i];
    }
  }
}
