// What glibc lets a program say about its allocator; Swift's module of glibc leaves it out.
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
