// LIST_n(M) writes M(0) ... M(n - 1). Accumulators have names, not indices, because this compiler
// keeps an array of them in memory: a step is written once a name.

#define LIST_1(M) M(0)
#define LIST_2(M) LIST_1(M) M(1)
#define LIST_3(M) LIST_2(M) M(2)
#define LIST_4(M) LIST_3(M) M(3)
#define LIST_5(M) LIST_4(M) M(4)
#define LIST_6(M) LIST_5(M) M(5)
#define LIST_7(M) LIST_6(M) M(6)
#define LIST_8(M) LIST_7(M) M(7)
#define LIST_12(M) LIST_8(M) M(8) M(9) M(10) M(11)
