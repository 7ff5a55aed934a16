/* abstract.c: the number, sequence, mapping and iterator protocols (test_abstract.py). */
#include "wrap.h"

#define BINARIES(ROW) ROW(PyNumber_Add) ROW(PyNumber_Subtract) ROW(PyNumber_Multiply) ROW(PyNumber_FloorDivide) ROW(PyNumber_TrueDivide) \
    ROW(PyNumber_Remainder) ROW(PyNumber_Divmod) ROW(PyNumber_Lshift) ROW(PyNumber_Rshift) ROW(PyNumber_And) ROW(PyNumber_Xor) ROW(PyNumber_Or) \
    ROW(PyNumber_InPlaceAdd) ROW(PyNumber_InPlaceSubtract) ROW(PyNumber_InPlaceMultiply) ROW(PyNumber_InPlaceFloorDivide) \
    ROW(PyNumber_InPlaceTrueDivide) ROW(PyNumber_InPlaceRemainder) ROW(PyNumber_InPlaceLshift) ROW(PyNumber_InPlaceRshift) \
    ROW(PyNumber_InPlaceAnd) ROW(PyNumber_InPlaceXor) ROW(PyNumber_InPlaceOr) \
    ROW(PySequence_Concat) ROW(PySequence_InPlaceConcat)
BINARIES(WRAP_OO)
#define POWERS(ROW) ROW(PyNumber_Power) ROW(PyNumber_InPlacePower)
POWERS(WRAP_OOO)
#define UNARIES(ROW) ROW(PyNumber_Negative) ROW(PyNumber_Positive) ROW(PyNumber_Absolute) ROW(PyNumber_Invert) ROW(PyNumber_Long) \
    ROW(PyNumber_Float) ROW(PyNumber_Index) ROW(PySequence_List) ROW(PySequence_Tuple) ROW(PyMapping_Keys) ROW(PyMapping_Values) \
    ROW(PyMapping_Items) ROW(PyIter_Next)
UNARIES(WRAP_O)
WRAP(PyNumber_ToBase, return wrap_result(PyNumber_ToBase(A(0), (int)N(1)));)
LONG_OO(PyNumber_AsSsize_t)
#define CHECKS(ROW) ROW(PyNumber_Check) ROW(PySequence_Check) ROW(PySequence_Size) ROW(PyMapping_Check) ROW(PyMapping_Size)
CHECKS(LONG_O)

#define BY_POSITION(ROW) ROW(PySequence_Repeat) ROW(PySequence_InPlaceRepeat) ROW(PySequence_GetItem)
BY_POSITION(WRAP_ON)
LONG_ONO(PySequence_SetItem)
LONG_ON(PySequence_DelItem)
WRAP_ONN(PySequence_GetSlice)
LONG_ONNO(PySequence_SetSlice)
LONG_ONN(PySequence_DelSlice)
#define SEARCHES(ROW) ROW(PySequence_Count) ROW(PySequence_Index) ROW(PySequence_Contains) ROW(PyMapping_HasKey)
SEARCHES(LONG_OO)
WRAP(PySequence_Fast, return wrap_result(PySequence_Fast(A(0), "no sequence at all"));)

/* With the key "key". */
WRAP(PyMapping_GetItemString, return wrap_result(PyMapping_GetItemString(A(0), "key"));)
WRAP(PyMapping_SetItemString, return wrap_long(PyMapping_SetItemString(A(0), "key", A(1)));)
WRAP(PyMapping_HasKeyString, return wrap_long(PyMapping_HasKeyString(A(0), "key"));)

/* Everything an iterator gives, added up. */
WRAP(total,
    PyObject *sum = PyLong_FromLong(0); PyObject *item;
    while ((item = PyIter_Next(A(0)))) {
        PyObject *more = PyNumber_Add(sum, item);
        Py_DECREF(sum);
        Py_DECREF(item);
        if (!(sum = more))
            return NULL;
    }
    if (PyErr_Occurred()) {
        Py_DECREF(sum);
        return NULL;
    }
    return sum;)
WRAP_O(PySeqIter_New)
WRAP_OO(PyCallIter_New)

MODULE(abstract, BINARIES(ROW) POWERS(ROW) UNARIES(ROW) ROW(PyNumber_ToBase) ROW(PyNumber_AsSsize_t) CHECKS(ROW) BY_POSITION(ROW)
       ROW(PySequence_SetItem) ROW(PySequence_DelItem) ROW(PySequence_GetSlice) ROW(PySequence_SetSlice) ROW(PySequence_DelSlice)
       SEARCHES(ROW) ROW(PySequence_Fast) ROW(PyMapping_GetItemString) ROW(PyMapping_SetItemString) ROW(PyMapping_HasKeyString)
       ROW(total) ROW(PySeqIter_New) ROW(PyCallIter_New))
