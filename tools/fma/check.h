// The functions that are held against each other.
float exact_fma_float(float a, float b, float c);
double exact_fma_double(double a, double b, double c);
double exact_square_root(double x);
float instruction_fma_float(float a, float b, float c);
double instruction_fma_double(double a, double b, double c);
