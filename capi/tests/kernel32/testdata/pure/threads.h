/* threads.h: the same function in many threads at once. */
#include <pthread.h>

#define MOST_THREADS 16

/* run calls f(number) in n threads and waits for them. */
static void run(int n, void *(*f)(void *))
{
	pthread_t threads[MOST_THREADS];
	for (int i = 0; i < n; i++)
		pthread_create(&threads[i], NULL, f, (void *)(size_t)i);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}
